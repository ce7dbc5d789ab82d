import type { adminPolicy as english } from "../../en/admin/admin-policy.ts";

export const adminPolicy: Record<keyof typeof english, string> = {
  "admin.policy.text":
    "Eine Person muss beide Teile erfüllen: was die Einstellungen sagen, und was hier gesetzt ist. Dieser Teil kann den anderen also nur enger machen.",
  "admin.policy.settings": "Die Einstellungen",
  "admin.policy.settings_text":
    "{source, select, file {Aus der Konfigurationsdatei; dort zu ändern.} environment {Aus Umgebungsvariablen; dort zu ändern.} database {Aus der Datenbank; hier nur lesbar.} other {Die Einstellungen sagen nichts dazu. Sie können es: access in der Konfigurationsdatei, oder PORTICO_ACCESS.}}",
  "admin.policy.here": "Hier gesetzt",
  "admin.policy.here_text": "Gilt sofort in allen Prozessen und beendet, was nicht mehr erlaubt ist.",
  "admin.policy.none": "Hier ist nichts gesetzt: Die Einstellungen entscheiden allein.",
  "admin.policy.people": "Personen",
  "admin.policy.all_people": "Alle, die ein Anbieter einlässt",
  "admin.policy.domains": "E-Mail-Domains",
  "admin.policy.domains_hint":
    "Eine pro Zeile. Personen mit einer bestätigten Adresse darin dürfen sich anmelden; .example.com meint die Domains darunter.",
  "admin.policy.emails": "E-Mail-Adressen",
  "admin.policy.emails_hint": "Eine pro Zeile. Personen mit einer dieser Adressen, bestätigt, dürfen sich anmelden.",
  "admin.policy.groups": "Gruppen",
  "admin.policy.groups_hint": "Eine pro Zeile, mit Anbieter: corp:staff. Mitglieder dürfen sich anmelden.",
  "admin.policy.sign_up": "Neue Konten",
  "admin.policy.sign_up_mode":
    "{mode, select, open {Für alle, die sich anmelden dürfen} invited {Nur mit Einladung} other {Keine}}",
  "admin.policy.ask_whom": "Wen Abgewiesene fragen können",
  "admin.policy.admins": "Dürfen immer",
  "admin.policy.more": "und {count} weitere",
  "admin.policy.edit": "Wer sich anmelden darf",
  "admin.policy.edit_text":
    "Wer eine Zeile erfüllt, erfüllt diesen Teil. Ganz ohne Zeilen entscheiden die Einstellungen allein, wer sich anmelden darf.",
  "admin.policy.preview": "Zeigen, wer den Zugang verliert",
  "admin.policy.question": "Diese Regeln setzen?",
  "admin.policy.loses":
    "{count, plural, =0 {Keine Person mit Sitzung, App oder Token verliert den Zugang.} one {# Person verliert den Zugang: Ihre Sitzungen, Apps und Tokens enden sofort.} other {# Personen verlieren den Zugang: Ihre Sitzungen, Apps und Tokens enden sofort.}}",
  "admin.policy.stays": "Was die Einstellungen sagen, und die Konten derer, die den Zugang verlieren.",
  "admin.policy.set": "Regeln setzen",
  "admin.policy.done":
    "{count, plural, =0 {Die Regeln gelten. Keine Person hat den Zugang verloren.} one {Die Regeln gelten. # Person hat den Zugang verloren.} other {Die Regeln gelten. # Personen haben den Zugang verloren.}}",
  "admin.invitations.text":
    "Ein Link, mit dem eine Person ein Konto bekommt, auch wo neue Konten eine Einladung brauchen. Was die Regeln verbieten, erlaubt er nicht.",
  "admin.invitations.new": "Person einladen",
  "admin.invitations.new_text": "Sie bekommen einen Link zum Verschicken. Er gilt einmal.",
  "admin.invitations.email": "E-Mail-Adresse",
  "admin.invitations.email_hint":
    "Nur die Person mit dieser bestätigten Adresse kann den Link benutzen. Ohne Adresse gilt er für die erste, die ihn öffnet.",
  "admin.invitations.roles_hint": "Die Person bekommt sie sofort.",
  "admin.invitations.lifetime": "Gültig für",
  "admin.invitations.days": "{count, plural, one {# Tag} other {# Tage}}",
  "admin.invitations.create": "Link erzeugen",
  "admin.invitations.made": "Die Einladung ist fertig. Ihr Link wird nur jetzt gezeigt.",
  "admin.invitations.send_to": "Schicken Sie ihn an {email}.",
  "admin.invitations.send_first":
    "Die erste Person, die ihn öffnet und sich anmeldet, kann ihn benutzen: Schicken Sie ihn nur dorthin, wo das sicher ist.",
  "admin.invitations.link": "Link der Einladung",
  "admin.invitations.none": "Noch keine Einladungen",
  "admin.invitations.none_text": "Einladungen stehen hier, sobald es welche gibt.",
  "admin.invitations.for": "Für",
  "admin.invitations.first": "Die erste Person, die ihn öffnet",
  "admin.invitations.state": "Stand",
  "admin.invitations.state_of":
    "{state, select, open {Offen} accepted {Angenommen} revoked {Zurückgenommen} other {Abgelaufen}}",
  "admin.invitations.accepted_by": "von dieser Person",
  "admin.invitations.until": "Gültig bis",
  "admin.invitations.revoke": "Zurücknehmen …",
  "admin.invitations.revoke_heading": "Die Einladung für {email} zurücknehmen?",
  "admin.invitations.revoke_first": "Diese Einladung zurücknehmen?",
  "admin.invitations.revoke_effect": "Ihr Link wird ab sofort abgewiesen.",
  "admin.invitations.revoke_confirm": "Zurücknehmen",
  "admin.invitations.revoked": "Die Einladung wurde zurückgenommen.",
};
