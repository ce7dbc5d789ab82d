import type { consent as english } from "../en/consent.ts";

export const consent: Record<keyof typeof english, string> = {
  "consent.title": "Zugriff erlauben",
  "consent.heading": "Darf {app} Ihr Konto nutzen?",
  "consent.answer_to": "Die Antwort geht an",
  "consent.answer_to_program": "Die Antwort geht an <b>ein Programm auf diesem Computer</b> ({address})",
  "consent.claims_host": "Nennt sich eine App von",
  "consent.reviewed": "Von {brand} geprüft",
  "consent.first_time": "Zum ersten Mal",
  "consent.used_before": "Sie haben diese App schon benutzt",
  "consent.not_reviewed_text":
    "<b>Nicht von {brand} geprüft.</b> Fahren Sie nur fort, wenn Sie <b>{host}</b> kennen und von dort kommen.",
  "consent.not_reviewed_program":
    "<b>Nicht von {brand} geprüft.</b> Jedes Programm auf diesem Computer kann unter diesem Namen fragen. Fahren Sie nur fort, wenn Sie es gerade selbst gestartet haben.",
  "consent.will_be_able": "{app} kann dann",
  "consent.group_profile": "Ihr Profil",
  "consent.already": "Schon erlaubt",
  "consent.also": "Außerdem: {claims}",
  "consent.optional": "Freiwillig",
  "consent.optional_hint": "Wählen Sie ab, was Sie nicht teilen möchten. Die App funktioniert auch ohne.",
  "consent.required_hint": "Alles ohne Kästchen braucht {app}, um zu funktionieren.",
  "consent.sensitive": "Weitreichend",
  "consent.duration": "Wie lange",
  "consent.duration_while": "Solange Sie die App benutzen. Der Zugriff endet kurz danach von selbst.",
  "consent.duration_offline":
    "Auch während Sie weg sind, bis zu {days, plural, one {einen Tag} other {# Tage}} lang, oder bis Sie den Zugriff entziehen.",
  "consent.duration_optional":
    "Mit Häkchen bis zu {days, plural, one {einen Tag} other {# Tage}} lang, oder bis Sie den Zugriff entziehen. Ohne Häkchen nur, solange Sie die App benutzen.",
  "consent.revocable": "Unter <b>Verbundene Apps</b> können Sie das jederzeit zurücknehmen.",
  "consent.signed_in_as": "Angemeldet als",
  "consent.switch": "Anderes Konto verwenden",
  "consent.allow": "Erlauben",
  "consent.cancel": "Abbrechen",
  "consent.terms": "Nutzungsbedingungen von {app}",
  "consent.privacy": "Datenschutzerklärung von {app}",
};
