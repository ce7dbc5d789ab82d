import type { failure as english } from "../en/failure.ts";

export const failure: Record<keyof typeof english, string> = {
  "failure.title": "Fehler",
  "failure.reference": "Referenz",
  "failure.reference_hint": "Nennen Sie sie dem Betreiber dieses Portals, dann findet er, was geschah.",
  "failure.some_provider": "Der Anmelde-Anbieter",
  "failure.sign_in": "Zur Anmeldung",
  "failure.try_again": "Noch einmal versuchen",
  "failure.go_on": "Weiter",
  "failure.home": "Startseite",
  "failure.apps": "Verbundene Apps",
  "failure.support": "Hilfe holen",
  "not_found.title": "Nicht gefunden",
};
