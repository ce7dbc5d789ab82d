import type { adminTest as english } from "../../en/admin/admin-test.ts";

export const adminTest: Record<keyof typeof english, string> = {
  "admin.test.title": "Test-Anmeldung",
  "admin.test.heading": "Test-Anmeldung mit {provider}",
  "admin.test.text":
    "Daraus entstand kein Konto, keine Sitzung und kein Token. Was der Anbieter gab, wurde gelesen und verworfen.",
  "admin.test.about":
    "Meldet dort an, wie eine Person es täte, und zeigt jeden Schritt, ohne Konten, Sitzungen oder Token zu berühren.",
  "admin.test.start": "Test-Anmeldung",
  "admin.test.again": "Noch einmal testen",
  "admin.test.passed": "Jeder Schritt hat funktioniert.",
  "admin.test.failed": "Ein Schritt schlug fehl. Dort schlüge auch die Anmeldung einer Person fehl.",
  "admin.test.step":
    "{step, select, discovery {Seine Endpunkte wurden gefunden} request {Die Anfrage wurde gestellt} answer {Der Anbieter hat geantwortet} tokens {Der Code wurde gegen Token getauscht, und das ID-Token stimmt} identity {Die Person ist durch Aussteller und Kennung bekannt} other {Die Regeln dieses Portals}}",
  "admin.test.step_ok": "funktioniert",
  "admin.test.step_failed": "fehlgeschlagen",
  "admin.test.mapped": "Wie das Portal es versteht",
  "admin.test.id_token": "Claims des ID-Tokens",
  "admin.test.profile": "Claims von UserInfo oder der API des Anbieters",
};
