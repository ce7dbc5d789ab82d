import type { invitation as english } from "../en/invitation.ts";

export const invitation: Record<keyof typeof english, string> = {
  "invitation.title": "Einladung",
  "invitation.heading": "Sie sind zu {brand} eingeladen",
  "invitation.text":
    "Nehmen Sie an und melden Sie sich mit einem Konto an, das Sie schon haben. Ihr Zugang hier entsteht dann.",
  "invitation.until": "Die Einladung gilt bis {date} und nur einmal.",
  "invitation.for": "Sie ist für <b>{email}</b>: Melden Sie sich mit dem Konto an, das diese Adresse hat.",
  "invitation.signed_in": "Sie sind als {name} angemeldet. Als Nächstes können Sie ein anderes Konto wählen.",
  "invitation.accept": "Annehmen und anmelden",
};
