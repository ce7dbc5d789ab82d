import type { adminRoles as english } from "../../en/admin/admin-roles.ts";

export const adminRoles: Record<keyof typeof english, string> = {
  "admin.roles.text": "Was Personen in der Verwaltung dürfen, und was Apps als Rollen von ihnen erfahren.",
  "admin.roles.built_in": "Eingebaut",
  "admin.roles.built_in_text":
    "{role, select, admin {Darf hier alles.} auditor {Darf hier alles lesen und nichts ändern.} other {Darf Personen, Sitzungen, Apps und das Protokoll lesen, Sitzungen beenden und Zugriff von Apps zurücknehmen.}}",
  "admin.roles.by_groups": "Durch die Konfigurationsdatei:",
  "admin.roles.permissions":
    "{count, plural, =0 {Kein Recht in der Verwaltung} one {# Recht in der Verwaltung} other {# Rechte in der Verwaltung}}",
  "admin.roles.assignments": "Wer welche Rolle hat",
  "admin.roles.none":
    "Hier wurde noch keine Rolle vergeben. Rollen durch die Einstellungen admins und roles stehen in der Konfigurationsdatei.",
  "admin.roles.holder": "Person oder Gruppe",
  "admin.roles.role": "Rolle",
  "admin.roles.since": "Seit",
  "admin.roles.by": "Von",
  "admin.roles.members_of": "Mitglieder von {group}",
  "admin.roles.awaited": "{person}, noch nicht angemeldet",
  "admin.roles.assign": "Rolle vergeben",
  "admin.roles.assign_text":
    "An eine Person oder an alle in einer Gruppe; sie gilt bei der nächsten Nutzung ihrer Sitzungen.",
  "admin.roles.person": "Person",
  "admin.roles.person_hint":
    "Eine bestätigte Adresse oder Anbieter:Kennung. Wer sich noch nie angemeldet hat, bekommt sie bei der ersten Anmeldung.",
  "admin.roles.group": "Oder Gruppe",
  "admin.roles.group_hint": "Mit ihrem Anbieter: corp:editors.",
  "admin.roles.remove": "Entziehen …",
  "admin.roles.remove_label": "{holder} die Rolle {role} entziehen …",
  "admin.roles.remove_heading": "{holder} die Rolle {role} entziehen?",
  "admin.roles.remove_effect": "Was die Rolle erlaubt, wird bei der nächsten Nutzung abgelehnt, in jedem Prozess.",
  "admin.roles.remove_stays":
    "Das Konto, seine Sitzungen und anderen Rollen; auch dieselbe Rolle durch eine andere Gruppe oder die Konfigurationsdatei.",
  "admin.roles.remove_confirm": "Entziehen",
  "admin.roles.done":
    "{act, select, assigned {{holder} hat jetzt die Rolle {role}.} other {Die Rolle {role} wurde {holder} entzogen.}}",
};
