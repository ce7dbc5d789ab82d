import type { signIn as english } from "../en/sign-in.ts";

export const signIn: Record<keyof typeof english, string> = {
  "sign_in.title": "Anmelden",
  "sign_in.heading": "Bei {brand} anmelden",
  "sign_in.heading_app": "Weiter zu {app}",
  "sign_in.text_app": "Melden Sie sich zuerst bei {brand} an. Was {app} bekommt, entscheiden Sie danach.",
  "sign_in.gone_request":
    "Die Anfrage von <b>{app}</b> gilt nicht mehr. Gehen Sie dorthin zurück und beginnen Sie neu; Sie können sich hier auch ohne sie anmelden.",
  "sign_in.text": "Wählen Sie ein Konto, das Sie schon haben.",
  "sign_in.heading_again": "Bestätigen Sie, dass Sie es sind",
  "sign_in.text_again": "Sie sind als <b>{name}</b> angemeldet. Melden Sie sich noch einmal an, um fortzufahren.",
  "sign_in.heading_switch": "Konto wählen",
  "sign_in.text_switch":
    "Sie sind als <b>{name}</b> angemeldet. Melden Sie sich neu an, um ein anderes Konto zu nutzen.",
  "sign_in.providers": "Wege zur Anmeldung",
  "sign_in.continue_with": "Weiter mit {provider}",
  "sign_in.last_used": "Zuletzt benutzt",
  "sign_in.unavailable": "{provider} steht gerade nicht zur Verfügung",
  "sign_in.none_title": "Es ist noch keine Anmeldung eingerichtet",
  "sign_in.none_text": "Wer dieses Portal betreibt, muss zuerst einen Anbieter in der Konfiguration eintragen.",
  "sign_in.agree_both":
    "Mit der Anmeldung akzeptieren Sie die <terms>Nutzungsbedingungen</terms> und die <privacy>Datenschutzerklärung</privacy>.",
  "sign_in.agree_terms": "Mit der Anmeldung akzeptieren Sie die <terms>Nutzungsbedingungen</terms>.",
  "sign_in.agree_privacy": "Siehe die <privacy>Datenschutzerklärung</privacy>.",
  "sign_in.help": "Probleme bei der Anmeldung? <support>Hilfe</support>",
  "sign_in.stay": "Als {name} angemeldet bleiben",
  "connect.title": "Konto verbinden",
  "connect.heading": "{provider} verbinden?",
  "connect.heading_more": "Mehr Zugriff auf {provider}?",
  "connect.text":
    "Ein Link bittet darum. Sie sind als <b>{name}</b> angemeldet; was {brand} bekäme, zeigt {provider} als Nächstes.",
  "connect.warning":
    "Machen Sie nur weiter, wenn Sie das selbst wollten: Das Konto, das in diesem Browser bei {provider} angemeldet ist, gehört danach zu Ihrem.",
  "connect.confirm": "Weiter zu {provider}",
  "connect.cancel": "Nicht jetzt",
  "sign_out.title": "Abmelden",
  "sign_out.heading": "Abmelden?",
  "sign_out.heading_brand": "Von {brand} abmelden?",
  "sign_out.asked_by": "<b>{app}</b> möchte Sie abmelden.",
  "sign_out.text": "Sie sind als <b>{name}</b> mit {provider} angemeldet.",
  "sign_out.ends": "Was endet",
  "sign_out.effect_here": "Dieser Browser ist sofort von {brand} abgemeldet.",
  "sign_out.effect_tokens": "Der Zugriff, den {brand} für diese Sitzung bei {provider} hat, wird zurückgegeben.",
  "sign_out.effect_apps": "Verbundene Apps behalten ihren Zugriff. <link>Verbundene Apps ansehen</link>",
  "sign_out.effect_provider": "Bei {provider} selbst werden Sie dadurch nicht abgemeldet.",
  "sign_out.confirm": "Abmelden",
  "sign_out.stay": "Angemeldet bleiben",
  "sign_out.done_title": "Sie sind abgemeldet",
  "sign_out.done_session": "Ihre Sitzung bei {brand} ist beendet. Ein kopiertes Cookie ist jetzt wertlos.",
  "sign_out.done_revoked": "Der Zugriff auf {provider} wurde dort widerrufen.",
  "sign_out.done_not_revoked":
    "Der Zugriff auf {provider} ließ sich dort nicht widerrufen. Er wurde hier gelöscht und endet von selbst.",
  "sign_out.done_still_used":
    "Der Zugriff auf {provider} wurde hier gelöscht, bleibt dort aber bestehen: Eine andere Ihrer Sitzungen nutzt ihn weiter.",
  "sign_out.done_remains": "Bei {provider} sind Sie in diesem Browser vielleicht noch angemeldet.",
  "sign_out.done_remains_text":
    "Melden Sie sich an einem gemeinsam genutzten Rechner auch dort ab: Wer diesen Browser benutzt, könnte sich sonst ohne Passwort wieder anmelden.",
  "sign_out.ended": "Beendet",
  "sign_out.remains": "Was bleibt",
  "sign_out.again": "Wieder anmelden",
  "sign_out.nobody": "Sie sind nicht angemeldet",
  "sign_out.nobody_text": "In diesem Browser gibt es nichts abzumelden.",
};
