import type { shell as english } from "../en/shell.ts";

export const shell: Record<keyof typeof english, string> = {
  "shell.skip": "Zum Inhalt springen",
  "shell.main_navigation": "Hauptbereiche",
  "shell.home": "Start",
  "shell.connected_apps": "Verbundene Apps",
  "shell.account": "Konto",
  "shell.playground": "API ausprobieren",
  "shell.administration": "Verwaltung",
  "shell.sign_in": "Anmelden",
  "shell.sign_out": "Abmelden",
  "shell.theme": "Darstellung",
  "shell.theme_system": "System",
  "shell.theme_light": "Hell",
  "shell.theme_dark": "Dunkel",
  "shell.support": "Hilfe",
  "shell.terms": "Nutzungsbedingungen",
  "shell.privacy": "Datenschutz",
  "shell.demo_banner": "<b>Demo-Modus.</b> Alles hier ist nur gespielt, und nur dieser Rechner kommt heran.",
  "shell.demo_banner_label": "Demo-Modus",
  "shell.new_tab": "öffnet einen neuen Tab",
  "time.now": "gerade eben",
};
