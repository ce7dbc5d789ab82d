import type { home as english } from "../en/home.ts";

export const home: Record<keyof typeof english, string> = {
  "home.title": "Start",
  "home.welcome_title": "Eine Anmeldung für alles",
  "home.welcome_text":
    "Melden Sie sich mit einem Konto an, das Sie schon haben. Sehen Sie, welche Apps für Sie handeln dürfen, und nehmen Sie das jederzeit zurück.",
  "home.welcome_sign_in": "Anmelden",
  "home.point_one_title": "Kein neues Passwort",
  "home.point_one_text": "Ihr gewohnter Anbieter sagt, wer Sie sind. {brand} sieht Ihr Passwort dort nie.",
  "home.point_two_title": "Sie entscheiden, was Apps bekommen",
  "home.point_two_text": "Jede App fragt zuerst, in klaren Worten. Sie können den Zugriff jederzeit entziehen.",
  "home.point_three_title": "Nichts bleibt im Browser",
  "home.point_three_text": "Zugangsschlüssel bleiben auf dem Server. Ihr Browser hat nur ein versiegeltes Cookie.",
  "home.greeting": "Hallo, {name}",
  "home.signed_in_with": "Angemeldet mit {provider}",
  "home.apps_text":
    "{count, plural, =0 {Keine App hat Zugriff auf Ihr Konto.} one {Eine App hat Zugriff auf Ihr Konto.} other {# Apps haben Zugriff auf Ihr Konto.}}",
  "home.account_text": "Ihr Profil, wo Sie angemeldet sind, und was zuletzt geschah.",
  "home.playground_text": "Rufen Sie eine API aus dem Browser auf, ohne je ein Token in der Hand zu haben.",
  "home.try_title": "Zum Ausprobieren",
  "home.try_text": "Um Portico herum läuft eine kleine Demo-Welt. Ein guter Weg hindurch:",
  "home.try_playground": "Eine API aufrufen",
  "home.try_playground_text": "Senden Sie eine Anfrage und sehen Sie, was angehängt wurde, und was nicht.",
  "home.try_frontend": "Eine Notiz in Notebook schreiben",
  "home.try_frontend_text": "Ein Frontend unter einer anderen Adresse, das dieselbe API in Ihrem Namen aufruft.",
  "home.try_app": "Calendar Buddy verbinden",
  "home.try_app_text": "Eine gespielte App, die Ihren Kalender möchte. Erlauben Sie es, oder wählen Sie etwas ab.",
  "home.try_remove": "Den Zugriff zurücknehmen",
  "home.try_remove_text": "Entziehen Sie den Zugriff und drücken Sie in Calendar Buddy „Refresh“.",
  "home.try_sign_out": "Abmelden",
  "home.try_sign_out_text": "Sie bekommen eine Quittung: was endete, und was bleibt.",
};
