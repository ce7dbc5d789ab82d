import type { adminLimits as english } from "../../en/admin/admin-limits.ts";

export const adminLimits: Record<keyof typeof english, string> = {
  "admin.limits": "Grenzen",
  "admin.limits.text":
    "Ratenbegrenzungen und Sperren, die gerade Anfragen abweisen. Jede endet von selbst zur angezeigten Zeit.",
  "admin.limits.none": "Keine Grenze weist gerade etwas ab.",
  "admin.limits.none_text": "Adressen und Personen, die zu viel senden, erscheinen hier, bis ihre Grenze endet.",
  "admin.limits.incomplete":
    "Die Liste ist nicht vollständig: Ein Prozess hat nicht geantwortet, oder es werden mehr abgewiesen, als hier stehen.",
  "admin.limits.each_process":
    "Jeder Prozess zählt Ratenbegrenzungen in seinem eigenen Speicher. Alle wurden gefragt, und das Aufheben gilt in allen.",
  "admin.limits.kind": "Grenze",
  "admin.limits.whom": "Für wen",
  "admin.limits.count": "Gezählt",
  "admin.limits.until": "Bis",
  "admin.limits.in_seconds": "in {seconds, plural, one {# Sekunde} other {# Sekunden}}",
  "admin.limits.session": "Sitzung einer Person",
  "admin.limits.person": "Person",
  "admin.limits.counted": "{count, number} von {limit, number}",
  "admin.limits.kind_sign-in": "Begonnene Anmeldungen",
  "admin.limits.kind_token": "Token-Anfragen",
  "admin.limits.kind_authorize": "Autorisierungsanfragen",
  "admin.limits.kind_registration": "Registrierungen von Apps",
  "admin.limits.kind_admin": "Aufrufe der Verwaltungs-API",
  "admin.limits.kind_stored": "Gespeicherte Anfragen",
  "admin.limits.kind_api": "Aufrufe der API {api}",
  "admin.limits.kind_forward-auth": "Anmeldungen, die zu Apps hinter Forward Auth gebracht werden",
  "admin.limits.kind_device-code": "Falsche Gerätecodes",
  "admin.limits.kind_return-paths": "Lange Adressen für die Zeit nach der Anmeldung",
  "admin.limits.lift": "Aufheben…",
  "admin.limits.lift_label": "{kind} von {whom} aufheben…",
  "admin.limits.lift_heading": "Diese Grenze aufheben?",
  "admin.limits.lift_ends":
    "Was für {whom} gezählt wurde ({kind}), wird in jedem Prozess vergessen. Die nächste Anfrage ist die erste.",
  "admin.limits.lift_kept":
    "Die Adressen, die für {whom} aufbewahrt wurden, werden gelöscht: Wer sich von dort gerade anmeldet, kommt auf die eigene Seite des Portals.",
  "admin.limits.lift_stays": "Die Grenze selbst bleibt: Weitere Anfragen werden gezählt.",
  "admin.limits.lift_confirm": "Grenze aufheben",
  "admin.limits.lifted": "Die Grenze wurde für {whom} aufgehoben.",
  "admin.limits.lifted_partly":
    "{unreached, plural, one {# Prozess hat} other {# Prozesse haben}} nicht geantwortet und weisen vielleicht weiter ab, bis die Grenze endet.",
};
