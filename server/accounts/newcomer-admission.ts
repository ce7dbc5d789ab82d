import type { AccessPolicy } from "#server/access/access-policy.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { VerifiedIdentity } from "./account-service.ts";
import type { AccountStore } from "./account-store.ts";
import { requireAllowed, requireSignUp } from "./admit-identity.ts";
import { mayLinkByAddress } from "./linking-policy.ts";
import type { RoleService } from "./roles/role-service.ts";

export interface NewcomerAdmissionDeps {
  catalog: Pick<Catalog, "providers">;
  store: Pick<AccountStore, "findIdentitiesByVerifiedEmail">;
  roles: Pick<RoleService, "awaits">;
  policy: AccessPolicy;
}

/** Decides about an identity that signs in for the first time. It writes nothing, so that a dry run can ask as well. */
export function createNewcomerAdmission({ catalog, store, roles, policy }: NewcomerAdmissionDeps) {
  const linksByAddress = (id: string) => catalog.providers.find(id)?.linkVerifiedEmail ?? false;

  async function findLinkable(identity: VerifiedIdentity): Promise<string | undefined> {
    const allowedNow = linksByAddress(identity.providerId);
    if (!identity.email || !identity.emailVerified || !allowedNow) return undefined;
    const candidates = await store.findIdentitiesByVerifiedEmail(identity.email);
    const linkable = candidates.filter((candidate) =>
      mayLinkByAddress({
        allowedNow,
        verifiedNow: identity.emailVerified,
        allowedBefore: linksByAddress(candidate.providerId),
        verifiedBefore: candidate.emailVerified,
      }),
    );
    const owners = new Set(linkable.map(({ userId }) => userId));
    // An address that is verified at two accounts links to neither.
    return owners.size === 1 ? [...owners][0] : undefined;
  }

  /**
   * The account that the identity is added to; `undefined` when a new one is made for it.
   *
   * Errors: not_allowed_to_sign_in, sign_up_closed, invitation_required.
   */
  return async (identity: VerifiedIdentity, isInvited: boolean): Promise<string | undefined> => {
    await requireAllowed(policy, identity);
    const owner = await findLinkable(identity);
    if (owner === undefined && !(await roles.awaits(identity))) requireSignUp(policy, identity, isInvited);
    return owner;
  };
}
