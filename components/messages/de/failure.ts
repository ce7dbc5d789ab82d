import type { failure as english } from "../en/failure.ts";

export const failure: Record<keyof typeof english, string> = {
  "failure.title": "Fehler",
  "failure.reference": "Referenz",
  "failure.reference_hint": "Nennen Sie sie dem Betreiber dieses Portals, dann findet er, was geschah.",
  "failure.some_provider": "Der Anmelde-Anbieter",
  "failure.some_cookie": "dieses Portals",
  "failure.sign_in": "Zur Anmeldung",
  "failure.other_account": "Anderes Konto nehmen",
  "failure.ask_whom": "Fragen Sie:",
  "failure.try_again": "Noch einmal versuchen",
  "failure.go_on": "Weiter",
  "failure.back_to_app": "Zurück zu {app}",
  "failure.home": "Startseite",
  "failure.apps": "Verbundene Apps",
  "failure.support": "Hilfe holen",
  "failure.developers": "Für Entwickler",
  "failure.developers_error": "Fehler",
  "failure.developers_description": "Beschreibung",
  "failure.developers_parameters": "Parameter",
  "failure.developers_endpoint": "Endpunkt",
  "failure.developers_client": "Registrierter Client",
  "failure.developers_client_unknown":
    "Hier ist keine Anwendung mit dieser client_id registriert. Vergleichen Sie sie mit der Antwort auf die Registrierung oder mit der Konfiguration dieses Portals.",
  "failure.developers_redirect_uri":
    "Die redirect_uri muss buchstäblich eine der für diesen Client registrierten sein: Schema, Host, Port, Pfad, Query und abschließender Schrägstrich. Was registriert ist, wird Fremden nicht gezeigt; wer dieses Portal betreibt, kann es nachsehen.",
  "failure.developers_request":
    "Die Anwendung selbst erfuhr nichts davon: Die Anfrage nennt keine Adresse, an der man es ihr gefahrlos sagen könnte.",
  "not_found.title": "Nicht gefunden",
};
