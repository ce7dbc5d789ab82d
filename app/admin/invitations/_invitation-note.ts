/** The link of an invitation that was just made: shown to the administrator who made it, for half an hour. */
export interface InvitationNote {
  url: string;
  email: string | null;
}

export const invitationNoteKind = "invitation-link";
