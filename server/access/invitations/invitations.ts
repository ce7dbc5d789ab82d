import { isListedAddress } from "#server/access/policy/address-rules.ts";
import { hashOpaqueId, randomOpaqueId } from "#server/crypto/opaque-id.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Invitation, Invited, OpenInvitation } from "./invitation.ts";
import type { InvitationStore } from "./invitation-store.ts";

export interface NewInvitationTerms {
  email: string | undefined;
  roles: readonly string[];
  lifetimeSeconds: number;
}

/** Invitations: made by administrators, opened by a link, accepted by a sign-in in the same browser. */
export interface Invitations {
  /**
   * Makes one; its link is in this answer and nowhere else, because only a hash of its token is kept.
   *
   * Errors: role_unknown.
   */
  create(terms: NewInvitationTerms, by: string): Promise<{ invitation: Invitation; url: string }>;
  /** A keyset page, newest first. */
  list(page: { after: string | undefined; limit: number }): Promise<{ items: Invitation[]; next: string | undefined }>;
  /** Takes an open one back. Errors: admin_target_not_found when there is none (any more). */
  revoke(id: string): Promise<Invitation>;
  /** The open invitation of a link; `undefined` for one that is used, taken back, too old or unknown. */
  open(token: string | undefined): Promise<OpenInvitation | undefined>;
}

export interface InvitationsDeps {
  publicUrl: string;
  store: Pick<InvitationStore, "insert" | "findOpen" | "list" | "revoke">;
  /** The names of all roles. */
  roles(): readonly string[];
  nowMs?: () => number;
}

const tokenShape = /^[\w-]{43}$/;

/** Whether an invitation is for this person: any, or the one who has its address verified. */
export function isFor({ email }: Pick<OpenInvitation, "email">, { verifiedEmail }: Invited): boolean {
  return email === undefined || (verifiedEmail !== null && isListedAddress(verifiedEmail, [email]));
}

export function createInvitations({ publicUrl, store, roles, nowMs = Date.now }: InvitationsDeps): Invitations {
  return {
    async create({ email, roles: given, lifetimeSeconds }, by) {
      const unknown = given.find((role) => !roles().includes(role));
      if (unknown !== undefined) throw new AppError("role_unknown", { facts: { role: unknown } });
      const token = randomOpaqueId();
      const invitation = await store.insert({
        tokenHash: hashOpaqueId(token),
        email,
        roles: [...new Set(given)],
        createdBy: by,
        expiresAt: new Date(nowMs() + lifetimeSeconds * 1000),
      });
      return { invitation, url: `${publicUrl}/invitation/${token}` };
    },

    async list({ after, limit }) {
      const found = await store.list(after, limit + 1);
      const items = found.slice(0, limit);
      return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
    },

    async revoke(id) {
      const revoked = await store.revoke(id);
      if (!revoked) throw new AppError("admin_target_not_found");
      return revoked;
    },

    open: async (token) =>
      token !== undefined && tokenShape.test(token) ? store.findOpen(hashOpaqueId(token)) : undefined,
  };
}
