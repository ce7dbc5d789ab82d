import type { adminShell as english } from "../../en/admin/admin-shell.ts";

export const adminShell: Record<keyof typeof english, string> = {
  "admin.title": "Verwaltung",
  "admin.navigation": "Verwaltung",
  "admin.overview": "Übersicht",
  "admin.people": "Personen",
  "admin.apps": "Apps",
  "admin.providers": "Anbieter",
  "admin.policy": "Zugangsregeln",
  "admin.invitations": "Einladungen",
  "admin.roles": "Rollen",
  "admin.sessions": "Sitzungen",
  "admin.audit": "Protokoll",
  "admin.keys": "Schlüssel",
  "admin.system": "System",
  "admin.explain": "Warum?",
  "admin.contain": "Eindämmen",
  "admin.overview_text": "Was Sie bei {brand} ansehen und ändern dürfen.",
  "admin.overview.attention": "Braucht Aufmerksamkeit",
  "admin.overview.calm": "Nichts braucht Aufmerksamkeit.",
  "admin.overview.sign_in.refused":
    "{count, plural, one {# abgelehnte Anmeldung} other {# abgelehnte Anmeldungen}}{more, select, yes { oder mehr} other {}} in der letzten Stunde",
  "admin.overview.token.reuse_detected":
    "{count, plural, one {# Erneuerungstoken} other {# Erneuerungstoken}}{more, select, yes { oder mehr} other {}} in der letzten Stunde erneut benutzt",
  "admin.overview.admin.refused":
    "{count, plural, one {# abgelehnte Handlung} other {# abgelehnte Handlungen}}{more, select, yes { oder mehr} other {}} der Verwaltung in der letzten Stunde",
  "admin.system.address": "Adresse",
  "admin.system.mode": "Betriebsart",
  "admin.system.started": "Gestartet",
  "admin.system.database": "Datenbank",
  "admin.system.node": "Node.js",
};
