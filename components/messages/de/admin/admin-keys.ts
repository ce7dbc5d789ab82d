import type { adminKeys as english } from "../../en/admin/admin-keys.ts";

export const adminKeys: Record<keyof typeof english, string> = {
  "admin.keys.text":
    "Schlüssel, die ID-Token, JWT-Zugriffstoken und Abmelde-Token signieren. Sie wechseln von selbst alle 90 Tage: Ein Nachfolger wird eine Stunde vor seiner ersten Signatur veröffentlicht, und der alte Schlüssel bleibt veröffentlicht, bis alles von ihm Signierte abgelaufen ist.",
  "admin.keys.kid": "Schlüssel",
  "admin.keys.algorithm": "Algorithmus",
  "admin.keys.state": "Zustand",
  "admin.keys.state_signing": "Signiert jetzt",
  "admin.keys.state_published": "Signiert bald",
  "admin.keys.state_verifying": "Prüft nur noch",
  "admin.keys.signs_from": "Signiert ab",
  "admin.keys.published_to": "Veröffentlicht bis",
  "admin.keys.no_end": "Noch kein Ende",
  "admin.keys.retire": "Ausmustern …",
  "admin.keys.retire_label": "Schlüssel {kid} ausmustern …",
  "admin.keys.rotate": "Jetzt Nachfolger erzeugen",
  "admin.keys.rotate_text":
    "Ein Nachfolger jedes Schlüssels wird sofort veröffentlicht und signiert in einer Stunde, wenn ihn alle Prüfenden lesen konnten. Nichts endet. Ist ein Schlüssel vielleicht bekannt geworden, mustern Sie ihn stattdessen aus.",
  "admin.keys.rotate_confirm": "Nachfolger erzeugen",
  "admin.keys.rotated":
    "{count, plural, one {# Nachfolger wurde} other {# Nachfolger wurden}} erzeugt. Sie sind jetzt veröffentlicht und signieren in einer Stunde.",
  "admin.keys.retired":
    "Der Schlüssel {kid} wurde ausgemustert: Kein Prozess signiert mit ihm oder nimmt an, was er signiert hat.",
  "admin.keys.retire_heading": "Diesen {algorithm}-Schlüssel ausmustern?",
  "admin.keys.retire_key": "Der Schlüssel {kid} verlässt die Schlüsselliste, in jedem Prozess sofort.",
  "admin.keys.retire_here": "ID-Token und JWT-Zugriffstoken, die er signiert hat, lehnt dieses Portal sofort ab.",
  "admin.keys.retire_elsewhere":
    "APIs und Apps, die selbst prüfen, lehnen sie ab, sobald sie die Schlüsselliste erneut lesen: die meisten in Minuten, einige nach einer Stunde.",
  "admin.keys.retire_successor":
    "Ab jetzt signiert sein Nachfolger mit {algorithm}. Wer die Schlüsselliste behält und für einen unbekannten Schlüssel nicht neu liest, lehnt neue Token bis dahin ab.",
  "admin.keys.retire_sessions": "Alle bleiben hier angemeldet.",
  "admin.keys.retire_refresh": "Apps bleiben verbunden: Sie bekommen neue Token mit ihrem Erneuerungstoken.",
  "admin.keys.retire_confirm": "Schlüssel ausmustern",
};
