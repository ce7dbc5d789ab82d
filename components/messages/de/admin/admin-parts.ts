import type { adminParts as english } from "../../en/admin/admin-parts.ts";

export const adminParts: Record<keyof typeof english, string> = {
  "admin.group.people": "Personen und Zugang",
  "admin.group.apps": "Apps und Anbieter",
  "admin.group.operation": "Betrieb",
  "admin.filter.apply": "Filtern",
  "admin.filter.search": "Suchen",
  "admin.filter.clear": "Zurücksetzen",
  "admin.filter.more": "Weitere Filter",
  "admin.filter.any": "Alle",
  "admin.filter.from": "Von",
  "admin.filter.to": "Bis",
  "admin.pager.label": "Seiten der Liste",
  "admin.pager.start": "Zum Anfang",
  "admin.pager.next": "Nächste Seite",
  "admin.empty_title": "Nichts gefunden",
  "admin.empty_text": "Nichts entspricht Ihrer Suche.",
  "admin.question.ends": "Was geschieht",
  "admin.question.stays": "Was bleibt",
  "admin.question.keep": "Abbrechen",
  "admin.question.fresh": "Das braucht eine Anmeldung der letzten 15 Minuten. Danach sind Sie wieder hier.",
  "admin.question.sign_in": "Erneut anmelden",
  "admin.column.act": "Handlung",
  "admin.done.ended": "Beendet: {what}.",
  "admin.done.count":
    "{kind, select, sessions {{count, plural, one {# Sitzung} other {# Sitzungen}}} grants {{count, plural, one {Zugriff von # App} other {Zugriff von Apps, # Mal}}} accessTokens {{count, plural, one {# Zugriffstoken} other {# Zugriffstoken}}} refreshTokens {{count, plural, one {# Erneuerungstoken} other {# Erneuerungstoken}}} providerTokens {{count, plural, one {# Token eines Anbieters} other {# Token von Anbietern}}} other {# {kind}}}",
};
