import type { OpenInvitation } from "#server/access/invitations/invitation.ts";
import type { InvitationStore } from "#server/access/invitations/invitation-store.ts";
import { type Invitations, isFor } from "#server/access/invitations/invitations.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Database } from "#server/database/database.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { VerifiedIdentity } from "./account-service.ts";
import { judgedIdentity } from "./admit-identity.ts";
import type { RoleService } from "./roles/role-service.ts";

export interface InvitationAcceptance {
  /** The open invitation that a browser brought, if it is for this identity. */
  find(token: string | undefined, identity: VerifiedIdentity): Promise<OpenInvitation | undefined>;
  /** Uses it up in the transaction that makes the account. Errors: invitation_invalid when another sign-in was first. */
  take(tx: TransactionClient, invitation: OpenInvitation, userId: string): Promise<void>;
  /** The same for a person who has an account already; `false` when another sign-in was first. */
  takeFor(invitation: OpenInvitation, userId: string): Promise<boolean>;
  /** Gives the person the roles of the invitation that they have taken, as far as its maker may still give them. */
  finish(invitation: OpenInvitation, userId: string): Promise<void>;
}

export interface InvitationAcceptanceDeps {
  invitations: Pick<Invitations, "open">;
  store: Pick<InvitationStore, "accept">;
  roles: Pick<RoleService, "assign" | "definitions">;
  /** Those of the roles that the maker of the invitation may still give. */
  rolesWithinReach(maker: string, roles: readonly string[]): Promise<readonly string[]>;
  transaction: Database["transaction"];
  audit: AuditLog;
}

export function createInvitationAcceptance(deps: InvitationAcceptanceDeps): InvitationAcceptance {
  const { invitations, store, roles, rolesWithinReach, transaction, audit } = deps;
  return {
    async find(token, identity) {
      const found = await invitations.open(token);
      return found && isFor(found, judgedIdentity(identity)) ? found : undefined;
    },

    async take(tx, { id }, userId) {
      if (!(await store.accept(tx, id, userId))) throw new AppError("invitation_invalid");
    },

    takeFor: ({ id }, userId) => transaction((tx) => store.accept(tx, id, userId)),

    async finish({ id, createdBy, roles: names }, userId) {
      // A role that the settings don't define any more is none.
      const defined = new Set(roles.definitions().map(({ name }) => name));
      const promised = names.filter((name) => defined.has(name));
      const given = await rolesWithinReach(createdBy, promised);
      const kept = promised.filter((name) => !given.includes(name));
      for (const role of given) await roles.assign({ userId }, role, `invitation:${id}`);
      audit.record({
        type: "invitation.accepted",
        outcome: "success",
        userId,
        details: { invitation: id, roles: given, ...(kept.length > 0 ? { beyond_maker: kept } : {}) },
      });
    },
  };
}
