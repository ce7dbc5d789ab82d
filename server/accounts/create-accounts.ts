import type { OpenInvitation } from "#server/access/invitations/invitation.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { AuditStore } from "#server/audit/audit-store.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { InvitationAcceptance } from "./accept-invitation.ts";
import { knownPerson } from "./account-claims.ts";
import type { AccountService, SignInAccounts, SignInOutlook, VerifiedIdentity } from "./account-service.ts";
import { type AccountStore, type FoundIdentity, isUniqueViolation } from "./account-store.ts";
import { requireAllowed, requireAllowedByProvider } from "./admit-identity.ts";
import { createNewcomerAdmission } from "./newcomer-admission.ts";
import { personFacts } from "./person/person-facts.ts";
import type { PersonReader } from "./person/person-reader.ts";
import type { RoleService } from "./roles/role-service.ts";

export interface AccountsDeps {
  catalog: Pick<Catalog, "providers">;
  store: AccountStore;
  roles: Pick<RoleService, "settleAwaited" | "awaits">;
  /** Left out where there are no invitations. */
  acceptance?: InvitationAcceptance;
  people: Pick<PersonReader, "policy" | "refresh" | "refusalAt" | "read">;
  auditStore: AuditStore;
  audit: AuditLog;
}

const noInvitations: InvitationAcceptance = {
  find: async () => undefined,
  take: async () => {},
  takeFor: async () => false,
  finish: async () => {},
};

export type Accounts = AccountService & SignInAccounts & SignInOutlook;

export function createAccounts(deps: AccountsDeps): Accounts {
  const { catalog, store, roles, people, acceptance = noInvitations, auditStore, audit } = deps;
  const { policy } = people;
  const provider = (id: string) => catalog.providers.find(id);
  const requireAdmitted = createNewcomerAdmission({ catalog, store, roles, policy });

  async function create(identity: VerifiedIdentity, invitation: OpenInvitation | undefined) {
    const owner = await requireAdmitted(identity, invitation !== undefined);
    const take = invitation && ((tx: TransactionClient, userId: string) => acceptance.take(tx, invitation, userId));
    const made = owner ? await store.addIdentity(owner, identity) : await store.createPerson(identity, take);
    if (invitation && !owner) await acceptance.finish(invitation, made.userId);
    audit.record({
      type: owner ? "identity.linked" : "account.created",
      outcome: "success",
      userId: made.userId,
      providerId: identity.providerId,
    });
    return { ...made, created: !owner };
  }

  /**
   * A person who is refused keeps what their provider says now, because it also decides about what they still have: sessions and
   * access of apps are judged by it at their next use.
   */
  async function requireStillAllowed(found: FoundIdentity, identity: VerifiedIdentity): Promise<void> {
    try {
      await requireAllowed(policy, identity, found.userId);
    } catch (error) {
      if (error instanceof AppError && error.code === "not_allowed_to_sign_in") {
        await store.refresh(found, identity, "identity-only");
      }
      throw error;
    }
  }

  return {
    async resolve(identity, options = {}) {
      const invitation = await acceptance.find(options.invitation, identity);
      for (let attempt = 0; attempt < 2; attempt++) {
        const found = await store.findIdentity(identity.issuer, identity.subject);
        if (found) {
          if (found.user.disabledAt) throw new AppError("account_disabled");
          await requireStillAllowed(found, identity);
          await store.refresh(found, identity, "with-person");
          await roles.settleAwaited(found.userId, identity);
          if (invitation && (await acceptance.takeFor(invitation, found.userId))) {
            await acceptance.finish(invitation, found.userId);
          }
          return { userId: found.userId, identityId: found.id, created: false };
        }
        try {
          const made = await create(identity, invitation);
          await roles.settleAwaited(made.userId, identity);
          return made;
        } catch (error) {
          // The same person in another tab was first: read what they made.
          if (!isUniqueViolation(error)) throw error;
        }
      }
      throw new AppError("internal_error", { detail: "identity appeared and vanished while signing in" });
    },

    async wouldResolve(identity) {
      const found = await store.findIdentity(identity.issuer, identity.subject);
      if (!found) return { userId: await requireAdmitted(identity, false) };
      if (found.user.disabledAt) throw new AppError("account_disabled");
      await requireAllowed(policy, identity, found.userId);
      return { userId: found.userId };
    },

    async link(session, identity) {
      requireAllowedByProvider(policy, identity, session.userId);
      for (let attempt = 0; attempt < 2; attempt++) {
        const found = await store.findIdentity(identity.issuer, identity.subject);
        if (found) {
          if (found.userId !== session.userId) {
            throw new AppError("identity_conflict", { facts: { provider: identity.providerId } });
          }
          await store.refresh(found, identity, "identity-only");
          await roles.settleAwaited(session.userId, identity);
          return { identityId: found.id };
        }
        try {
          const { identityId } = await store.addIdentity(session.userId, identity);
          await roles.settleAwaited(session.userId, identity);
          audit.record({
            type: "identity.linked",
            outcome: "success",
            userId: session.userId,
            sessionId: session.id,
            providerId: identity.providerId,
          });
          return { identityId };
        } catch (error) {
          if (!isUniqueViolation(error)) throw error;
        }
      }
      throw new AppError("internal_error", { detail: "identity appeared and vanished while linking" });
    },

    async findPerson(userId, clientId) {
      await people.refresh();
      const person = await store.findPerson(userId);
      if (!person || people.refusalAt(personFacts(person), clientId)) return undefined;
      return knownPerson(person, people);
    },

    async summary(session) {
      const user = await store.findWithIdentities(session.userId);
      if (!user) throw new AppError("session_required");
      return {
        userId: user.id,
        displayName: user.displayName,
        email: user.email ?? undefined,
        emailVerified: user.emailVerified,
        pictureUrl: user.pictureUrl ?? undefined,
        createdAtSeconds: toSeconds(user.createdAt),
        identities: user.identities.map((identity) => ({
          id: identity.id,
          providerId: identity.providerId,
          providerName: provider(identity.providerId)?.name ?? identity.providerId,
          displayName: identity.displayName ?? undefined,
          username: identity.username ?? undefined,
          email: identity.email ?? undefined,
          emailVerified: identity.emailVerified,
          createdAtSeconds: toSeconds(identity.createdAt),
          lastSignInAtSeconds: identity.lastSignInAt ? toSeconds(identity.lastSignInAt) : undefined,
        })),
      };
    },

    async activity(session, limit = 50) {
      await audit.flush();
      const events = await auditStore.listOfUser(session.userId, limit);
      return events.map(({ at, ...event }) => ({ ...event, atSeconds: toSeconds(at) }));
    },
  };
}

function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
