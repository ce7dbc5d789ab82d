import type { adminAllow as english } from "../../en/admin/admin-allow.ts";

export const adminAllow: Record<keyof typeof english, string> = {
  "admin.allow.roles": "Nur Personen mit einer dieser Rollen",
  "admin.allow.roles_hint":
    "Eine pro Zeile. Wer eine der vier Listen erfüllt, darf sie nutzen; ganz ohne Listen alle, die sich anmelden dürfen.",
  "admin.allow.groups": "Nur Personen in einer dieser Gruppen",
  "admin.allow.email_domains": "Nur Personen mit einer Adresse in einer dieser Domains",
  "admin.allow.email_domains_hint": "Eine pro Zeile; nur bestätigte Adressen zählen.",
  "admin.allow.emails": "Nur Personen mit einer dieser Adressen",
  "admin.allow.emails_hint": "Eine pro Zeile, bestätigt.",
  "admin.allow.tenants": "Nur Konten dieser Entra-Mandanten",
  "admin.allow.tenants_hint": "Ihre Nummern, eine pro Zeile.",
  "admin.allow.hosted_domain": "Nur Konten dieser Google-Workspace-Domains",
  "admin.allow.hosted_domain_hint": "Wie Google sie im Claim hd nennt, nie nach der Adresse; eine pro Zeile.",
  "admin.allow.organizations": "Nur Mitglieder dieser GitHub-Organisationen",
  "admin.allow.organizations_hint": "Ihre Namen wie in ihrer Adresse, einer pro Zeile.",
  "admin.allow.teams": "Nur Mitglieder dieser GitHub-Teams",
  "admin.allow.teams_hint": "Als Organisation/Team, eines pro Zeile.",
  "admin.allow.provider_groups": "Nur Mitglieder dieser Gruppen",
  "admin.allow.provider_groups_hint":
    "Mit ihren Namen beim Anbieter, einer pro Zeile. Dafür muss bekannt sein, welcher Claim die Gruppen nennt.",
  "admin.allow.claims": "Claims",
  "admin.allow.claims_hint":
    "Als JSON: welches Attribut einer Person sie als welchen Claim erfährt. Was es gibt, steht in docs/claims.md.",
  "admin.allow.attributes": "Attribute der Personen",
  "admin.allow.attributes_hint":
    "Als JSON: welcher Claim des Anbieters welches Attribut wird, mit seinem Namen oder einem JSONPath. Was es gibt, steht in docs/claims.md.",
};
