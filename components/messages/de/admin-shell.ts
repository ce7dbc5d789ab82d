import type { adminShell as english } from "../en/admin-shell.ts";

export const adminShell: Record<keyof typeof english, string> = {
  "admin.title": "Verwaltung",
  "admin.navigation": "Verwaltung",
  "admin.overview": "Übersicht",
  "admin.people": "Personen",
  "admin.apps": "Apps",
  "admin.providers": "Anbieter",
  "admin.policy": "Wer sich anmelden darf",
  "admin.invitations": "Einladungen",
  "admin.roles": "Rollen",
  "admin.sessions": "Sitzungen",
  "admin.audit": "Protokoll",
  "admin.keys": "Schlüssel",
  "admin.system": "System",
  "admin.explain": "Warum?",
  "admin.contain": "Eindämmen",
  "admin.overview_text": "Was Sie bei {brand} ansehen und ändern dürfen.",
  "admin.system.database": "Datenbank",
  "admin.system.node": "Node.js",
};
