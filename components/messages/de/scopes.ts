import type { scopes as english } from "../en/scopes.ts";

export const scopes: Record<keyof typeof english, string> = {
  "scope.openid": "Wissen, dass Sie es sind",
  "scope.openid_text": "Eine Kennung, die jedes Mal dieselbe ist.",
  "scope.profile": "Ihr Profil sehen",
  "scope.profile_text": "Name, Benutzername, Bild und Sprache.",
  "scope.email": "Ihre E-Mail-Adresse sehen",
  "scope.email_text": "Die Adresse, und ob sie bestätigt ist.",
  "scope.groups": "Ihre Gruppen sehen",
  "scope.groups_text": "Die Gruppen, zu denen Sie gehören, wie Ihre Organisation sie nennt.",
  "scope.roles": "Ihre Rollen sehen",
  "scope.roles_text": "Die Rollen, die Sie an diesem Portal haben.",
  "scope.offline_access": "Zugriff behalten, während Sie weg sind",
  "scope.offline_access_text": "Läuft auch ohne Sie weiter.",
  "scope.undescribed": "Niemand hat diese Berechtigung beschrieben.",
};
