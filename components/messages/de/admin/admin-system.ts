import type { adminSystem as english } from "../../en/admin/admin-system.ts";

export const adminSystem: Record<keyof typeof english, string> = {
  "admin.system.text": "Was läuft und ob alles davon funktioniert. Diese Seite fragt beim Öffnen jeden Prozess.",
  "admin.system.works": "Alle Teile funktionieren.",
  "admin.system.facts": "Dieses Portal",
  "admin.system.version": "Portico",
  "admin.system.size": "Größe der Datenbank",
  "admin.system.pool": "Verbindungen zu ihr",
  "admin.system.pool_text":
    "{open, number} von höchstens {max, number} offen, {idle, number} frei{waiting, plural, =0 {} one {, # Anweisung wartet} other {, # Anweisungen warten}}",
  "admin.system.migrations": "Migrationen",
  "admin.system.migrations_text": "{count, plural, one {# angewendet} other {# angewendet}}, zuletzt {latest}",
  "admin.system.channel": "Ereignisse und Ratenbegrenzungen",
  "admin.system.channel_redis": "über Redis",
  "admin.system.channel_database": "Ereignisse über die Datenbank; jeder Prozess zählt Ratenbegrenzungen für sich",
  "admin.system.no_answer": "Die Datenbank antwortet nicht.",
  "admin.system.processes": "Prozesse",
  "admin.system.processes_text":
    "Jeder wurde jetzt gefragt. Einer, der keine Ereignisse bekommt, antwortet so lange nicht aus dem Speicher, also bleibt auch dort beendet, was beendet wurde.",
  "admin.system.incomplete":
    "Dieser Prozess bekommt gerade keine Ereignisse und konnte die anderen nicht fragen. In der Liste können welche fehlen.",
  "admin.system.process": "Prozess",
  "admin.system.this_process": "dieser",
  "admin.system.unnamed_process": "Prozess {id}",
  "admin.system.role_command": "Befehl",
  "admin.system.state": "Zustand",
  "admin.system.state_answers": "Bekommt Ereignisse",
  "admin.system.state_silent": "Keine Antwort",
  "admin.system.state_cut_off": "Bekommt keine Ereignisse",
  "admin.system.state_unknown": "Nicht gefragt",
  "admin.system.answer_time": "Antwort",
  "admin.system.answer_ms": "{ms, number} ms",
  "admin.system.memory": "Speicher",
  "admin.system.silent_advice":
    "Keine Antwort: Der Prozess hängt oder ist beschäftigt, oder er hat eine ältere Version. Wenn es so bleibt, sehen Sie in sein Log und starten ihn neu.",
  "admin.system.cut_off_advice":
    "Bekommt keine Ereignisse: Sehen Sie in seinem Log nach dem Grund und prüfen Sie den Weg von seinem Rechner zu PostgreSQL (DATABASE_LISTEN_URL) oder Redis.",
  "admin.system.since": "seit {when}",
  "admin.system.degraded_database": "Die Datenbank antwortet nicht.",
  "admin.system.degraded_database_do": "Prüfen Sie, ob der Server läuft und dieser Rechner ihn erreicht.",
  "admin.system.degraded_events":
    "Dieser Prozess bekommt keine Ereignisse anderer Prozesse. Er antwortet so lange nicht aus dem Speicher, was langsamer ist.",
  "admin.system.degraded_events_do":
    "Prüfen Sie die Verbindung, auf der er wartet: DATABASE_LISTEN_URL oder REDIS_URL.",
  "admin.system.degraded_announcements":
    "Änderungen dieses Prozesses sind den anderen noch nicht mitgeteilt. Er wiederholt sie, bis sie es sind.",
  "admin.system.degraded_announcements_do": "Prüfen Sie Redis.",
  "admin.system.degraded_rate_limits": "Redis antwortet nicht, darum zählt dieser Prozess Ratenbegrenzungen für sich.",
  "admin.system.degraded_rate_limits_do": "Prüfen Sie REDIS_URL und ob der Server läuft.",
  "admin.system.degraded_migrations":
    "Die Datenbank wurde von einer anderen Version migriert, als dieser Prozess ausführt.",
  "admin.system.degraded_migrations_do": "Ersetzen Sie die Prozesse mit der anderen Version.",
};
