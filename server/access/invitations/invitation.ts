/** What became of an invitation. */
export type InvitationState = "open" | "accepted" | "revoked" | "expired";

export interface Invitation {
  /** A number as text, in the order of making. */
  id: string;
  /** The verified address that it is for; `undefined`: for the person who opens the link first. */
  email: string | undefined;
  /** Given to the person who accepts it. */
  roles: readonly string[];
  state: InvitationState;
  createdAt: Date;
  /** operator, user:<id>, client:<id>. */
  createdBy: string;
  expiresAt: Date;
  acceptedAt: Date | undefined;
  acceptedBy: string | undefined;
}

/** What is needed of the person that an invitation is for. */
export interface Invited {
  /** `null` when the address is not verified. */
  verifiedEmail: string | null;
}

/** An open invitation that a browser has brought, before it is accepted. */
export interface OpenInvitation {
  id: string;
  email: string | undefined;
  roles: readonly string[];
  /** operator, user:<id>, client:<id>. */
  createdBy: string;
  expiresAt: Date;
}
