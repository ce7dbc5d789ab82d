import type { device as english } from "../en/device.ts";

export const device: Record<keyof typeof english, string> = {
  "device.title": "Gerät verbinden",
  "device.heading": "Gerät verbinden",
  "device.text":
    "Ihr Gerät zeigt einen Code aus acht Buchstaben. Geben Sie ihn hier ein, um das Gerät mit Ihrem Konto zu verbinden.",
  "device.code": "Code auf Ihrem Gerät",
  "device.code_hint": "Groß oder klein, mit oder ohne Strich.",
  "device.continue": "Weiter",
  "device.wrong":
    "Dieser Code ist falsch, wurde schon benutzt oder ist abgelaufen. Vergleichen Sie ihn mit Ihrem Gerät.",
  "device.question": "{app} auf Ihrem Gerät verbinden?",
  "device.by": "Eine App von",
  "device.warning":
    "<b>Fahren Sie nur fort, wenn Sie das auf Ihrem Gerät begonnen haben.</b> Niemand, der es ehrlich meint, schickt Ihnen einen Code oder einen Link auf diese Seite.",
  "device.compare": "Zeigt Ihr Gerät diesen Code?",
  "device.asked": "Angefragt",
  "device.expires": "Der Code endet",
  "device.from": "Angefragt aus",
  "device.from_yours": "Demselben Netz wie dieser Browser",
  "device.from_other": "Einem anderen Netz als dieser Browser",
  "device.from_unknown": "Unbekannt",
  "device.software": "Software",
  "device.confirm": "Der Code ist derselbe wie auf meinem Gerät, und ich habe das begonnen.",
  "device.unconfirmed": "Vergleichen Sie zuerst den Code mit Ihrem Gerät, dann setzen Sie das Häkchen.",
  "device.approve": "Zulassen",
  "device.deny": "Ablehnen",
  "device.done_allowed": "{app} ist verbunden",
  "device.done_allowed_text": "Sie können zu Ihrem Gerät zurückkehren. Es dauert ein paar Sekunden, bis es das weiß.",
  "device.done_denied": "{app} wurde nicht verbunden",
  "device.done_denied_text":
    "Ihr Gerät bekommt keinen Zugriff. Haben Sie das nicht begonnen, wollte vielleicht jemand Ihr Konto benutzen: Er hat nichts bekommen.",
  "device.another": "Anderen Code eingeben",
};
