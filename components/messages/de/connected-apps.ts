import type { connectedApps as english } from "../en/connected-apps.ts";

export const connectedApps: Record<keyof typeof english, string> = {
  "apps.title": "Verbundene Apps",
  "apps.text": "Apps, die Ihr Konto nutzen dürfen. Sie können jeder den Zugriff entziehen.",
  "apps.empty_title": "Keine verbundenen Apps",
  "apps.empty_text": "Wenn Sie einer App erlauben, Ihr Konto zu nutzen, erscheint sie hier mit allem, was sie darf.",
  "apps.empty_demo": "Mit Calendar Buddy ausprobieren",
  "apps.has_access_to": "Hat Zugriff auf",
  "apps.granted_on": "Zugriff erlaubt am",
  "apps.last_used": "Zuletzt benutzt",
  "apps.used_for_profile": "um Ihr Profil zu lesen",
  "apps.used_for_api": "um eine API aufzurufen",
  "apps.used_for_token": "um ihren Schlüssel zu erneuern",
  "apps.not_used": "Noch nicht benutzt",
  "apps.and_more": "und {count, plural, one {ein weiterer} other {# weitere}}",
  "apps.not_reviewed": "Nicht geprüft",
  "apps.reviewed": "Geprüft",
  "apps.website": "Website",
  "apps.host": "Adresse",
  "apps.app_id": "App-Kennung",
  "apps.remove": "Zugriff entziehen",
  "apps.remove_text": "{app} kann Ihr Konto dann nicht mehr nutzen.",
  "apps.remove_title": "{app} den Zugriff entziehen?",
  "apps.remove_heading": "{app} den Zugriff entziehen?",
  "apps.remove_stops": "Was endet",
  "apps.remove_effect_tokens": "Alle Schlüssel, die {app} zu Ihrem Konto hat, sind sofort ungültig.",
  "apps.remove_effect_tokens_soon":
    "{app} bekommt keine neuen Schlüssel. Die vorhandenen sind sofort ungültig, oder binnen {seconds} Sekunden, wo eine Schnittstelle sie selbst prüft.",
  "apps.remove_effect_tokens_later":
    "{app} bekommt keine neuen Schlüssel. Die meisten vorhandenen sind sofort ungültig, doch eine Schnittstelle kann einen noch bis zu {minutes, plural, one {eine Minute} other {# Minuten}} lang annehmen.",
  "apps.remove_effect_scopes": "Nichts davon geht dann noch:",
  "apps.remove_effect_back": "Um die App wieder mit Ihrem Konto zu nutzen, müssen Sie sie neu erlauben.",
  "apps.remove_keeps": "Was bleibt",
  "apps.remove_keeps_data":
    "Was {app} schon kopiert hat, bleibt dort. Bitten Sie die Betreiber um Löschung, wenn Sie das möchten.",
  "apps.remove_confirm": "Zugriff entziehen",
  "apps.keep": "Zugriff behalten",
  "apps.removed_title": "Zugriff entzogen",
  "apps.removed_heading": "{app} hat keinen Zugriff mehr",
  "apps.removed_heading_later": "{app} bekommt keinen neuen Zugriff",
  "apps.removed_text": "Der Zugriff ist entzogen: Ab jetzt ist jeder Schlüssel der App ungültig.",
  "apps.removed_text_soon":
    "Der Zugriff ist entzogen: Jeder Schlüssel der App ist ungültig oder wird binnen {seconds} Sekunden abgelehnt.",
  "apps.removed_text_later":
    "Der Zugriff ist entzogen, und die App bekommt keine neuen Schlüssel. Aber noch nicht jeder, den sie hat, ist ungültig.",
  "apps.removed_when": "Entzogen am",
  "apps.removed_access_tokens": "Beendete Zugriffs-Token",
  "apps.removed_refresh_tokens": "Beendete Erneuerungs-Token",
  "apps.removed_listed": "Von Schnittstellen geprüft",
  "apps.removed_listed_text":
    "{count, plural, one {Ein Zugriffs-Token} other {# Zugriffs-Token}}, binnen {seconds} Sekunden abgelehnt",
  "apps.removed_unlisted": "Noch nicht beendet",
  "apps.removed_unlisted_text":
    "{count, plural, one {Ein Zugriffs-Token} other {# Zugriffs-Token}}: {apis} kann {count, plural, one {es} other {sie}} noch annehmen bis {time}",
  "apps.removed_told": "Weiß die App davon?",
  "apps.removed_told_text": "Sie erfährt es mit ihrer nächsten Anfrage: Die wird abgelehnt.",
  "apps.removed_back": "Zurück zu den verbundenen Apps",
};
