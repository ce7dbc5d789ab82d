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
    "{kind, select, sessions {{count, plural, one {# Sitzung} other {# Sitzungen}}} apps {{count, plural, one {Zugriff von # App} other {Zugriff von # Apps}}} access_tokens {{count, plural, one {# Zugriffstoken} other {# Zugriffstoken}}} refresh_tokens {{count, plural, one {# Erneuerungstoken} other {# Erneuerungstoken}}} upstream_tokens {{count, plural, one {# Token eines Anbieters} other {# Token von Anbietern}}} people {{count, plural, one {# Person} other {# Personen}}} other {# {kind}}}",
};
