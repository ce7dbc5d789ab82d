import type { adminEntries as english } from "../../en/admin/admin-entries.ts";

export const adminEntries: Record<keyof typeof english, string> = {
  "admin.entry.kept": "Steht in",
  "admin.entry.origin_settings": "Konfigurationsdatei",
  "admin.entry.origin_database": "Datenbank",
  "admin.entry.disabled": "Gesperrt",
  "admin.entry.search_hint": "Ein Teil des Namens oder der Kennung",
  "admin.entry.details": "Einzelheiten",
  "admin.entry.mistakes": "Nichts wurde gespeichert, weil etwas nicht stimmt:",
  "admin.entry.in_settings": "Dieser Eintrag steht in der Konfigurationsdatei und ist hier nur zu lesen: {place}",
  "admin.entry.change": "Ändern",
  "admin.entry.lacks_reach":
    "Zum Ändern und Freigeben brauchen Sie Berechtigungen, die Ihre Rollen nicht haben, weil Sie damit mehr tun könnten, als sie erlauben.",
  "admin.entry.change_title": "{name} ändern",
  "admin.entry.save": "Speichern",
  "admin.entry.enable": "Freigeben …",
  "admin.entry.disable": "Sperren …",
  "admin.entry.delete": "Löschen …",
  "admin.entry.changed_by": "Geändert {when} von {who}",
  "admin.entry.key": "Kennung",
  "admin.entry.set": "Gesetzt; es wird nie gezeigt",
  "admin.entry.not_set": "Keines",
  "admin.entry.on": "Ja",
  "admin.entry.default": "Wie üblich",
  "admin.entry.effect":
    "{case, select, providers_disable {Dort kann sich niemand anmelden, bis er wieder freigegeben wird.} providers_enable {Personen können sich dort wieder anmelden.} providers_delete {Dort kann sich niemand mehr anmelden.} resources_delete {Keine App bekommt mehr Token für diese API, und die vorhandenen werden abgelehnt.} other {Apps können nicht mehr darum bitten.}}",
  "admin.entry.stays":
    "{case, select, providers_disable {Die Konten der Personen und was sie Apps erlaubt haben.} providers_delete {Die Konten der Personen und was sie Apps erlaubt haben. Wer sich nur dort angemeldet hat, kann sich nicht mehr anmelden.} resources_delete {Ihre Scopes.} other {Was Apps anderswo tun. Eine API oder App, die ihn nennt, muss erst geändert werden.}}",
  "admin.entry.question":
    "{act, select, disable {{name} sperren?} enable {{name} wieder freigeben?} delete {{name} löschen?} other {Ein Geheimnis von {name} ausmustern?}}",
  "admin.entry.confirm":
    "{act, select, disable {Sperren} enable {Freigeben} delete {Löschen} other {Geheimnis ausmustern}}",
  "admin.entry.done":
    "{act, select, disable {{key} wurde gesperrt.} enable {{key} wurde freigegeben.} delete {{key} wurde gelöscht.} create {{key} wurde angelegt.} change {{key} wurde geändert.} other {Ein Geheimnis von {key} wurde ausgemustert.}}",
};
