import type { adminApi as english } from "../../en/admin/admin-api.ts";

export const adminApi: Record<keyof typeof english, string> = {
  "admin.api": "API",
  "admin.api.text":
    "Alles, was die Verwaltung kann, für Programme. Jede Operation hat dieselben Prüfungen und dasselbe Ereignis im Protokoll.",
  "admin.api.base": "Adresse",
  "admin.api.description": "Beschreibung",
  "admin.api.tokens": "Token von",
  "admin.api.first": "Ein erster Aufruf",
  "admin.api.first_text":
    "Geben Sie einem Client diese API als Ressource, mit den Scopes, die er braucht. Dann bekommt er selbst ein Token:",
  "admin.api.rules": "Wie sie antwortet",
  "admin.api.rule_lists":
    "Listen gehen mit <c>after</c> weiter, dem <c>next</c> der Seite davor; auch als Link-Header.",
  "admin.api.rule_problems":
    "Fehler sind problem+json (RFC 9457): <c>code</c> bleibt gleich, <c>reference</c> erklärt „Warum?“.",
  "admin.api.rule_revisions":
    "Eine Änderung an einem Eintrag mit Revision nennt die gelesene: ihren ETag als <c>If-Match</c>.",
  "admin.api.rule_keys":
    "<c>Idempotency-Key</c> bei POST: Dieselbe Anfrage wird innerhalb eines Tages einmal ausgeführt.",
  "admin.api.rule_persons":
    "Beim Token einer Person begrenzen ihre Rollen die Scopes, und was etwas ändert oder vergibt, braucht eine Anmeldung der letzten 15 Minuten.",
  "admin.api.contents": "Operationen",
  "admin.api.permission": "Berechtigung",
  "admin.api.scopes": "Scopes, einer von",
  "admin.api.fresh": "Frische Anmeldung",
  "admin.api.fresh_text": "Eine Person muss sich in den letzten 15 Minuten angemeldet haben.",
  "admin.api.input": "Eingabe",
  "admin.api.output": "Antwort",
  "admin.api.stream": "Ein Strom, ein Eintrag je Zeile:",
  "admin.api.members": "{count, plural, one {# Feld} other {# Felder}}",
  "admin.api.no_members": "Nichts.",
  "admin.api.required": "nötig",
  "admin.api.optional": "möglich",
  "admin.api.in_path": "im Pfad",
  "admin.api.in_query": "in der Abfrage",
  "admin.api.in_body": "im Inhalt",
  "admin.api.in_header": "als Header",
};
