import type { AccessPolicy } from "#server/access/access-policy.ts";
import { accessError } from "#server/access/policy/access-refusal.ts";
import type { JudgedIdentity } from "#server/access/policy/provider-facts.ts";
import { qualifiedGroup } from "#server/claims/qualified-group.ts";
import type { VerifiedIdentity } from "./account-service.ts";

/** An identity of a sign-in as policies judge it. */
export function judgedIdentity(identity: VerifiedIdentity): JudgedIdentity {
  const { providerId, subject, email, emailVerified, groups = [], said = {} } = identity;
  return {
    providerId,
    subject,
    verifiedEmail: emailVerified && email !== undefined ? email : null,
    groups: groups.map((group): string => qualifiedGroup(providerId, group)),
    said,
  };
}

/** Errors: not_allowed_to_sign_in when the provider's `allow` or the portal's policy refuses the identity. */
export async function requireAllowed(policy: AccessPolicy, identity: VerifiedIdentity, userId?: string): Promise<void> {
  await policy.refresh();
  const refusal = policy.judge(judgedIdentity(identity));
  const { providerId } = identity;
  if (refusal) throw accessError("not_allowed_to_sign_in", refusal, { providerId, userId });
}

/** Errors: not_allowed_to_sign_in when the provider's `allow` refuses an identity that is to be added to a person. */
export function requireAllowedByProvider(policy: AccessPolicy, identity: VerifiedIdentity, userId: string): void {
  const refusal = policy.judgeProvider(judgedIdentity(identity));
  const { providerId } = identity;
  if (refusal) throw accessError("not_allowed_to_sign_in", refusal, { providerId, userId });
}

/** Errors: sign_up_closed, invitation_required when no new account may be made. */
export function requireSignUp(policy: AccessPolicy, identity: VerifiedIdentity, isExpected: boolean): void {
  const { mode, setting } = policy.judgeSignUp(judgedIdentity(identity));
  if (mode === "open" || (mode === "invited" && isExpected)) return;
  const code = mode === "closed" ? "sign_up_closed" : "invitation_required";
  const needed = mode === "closed" ? ["an account that was there before"] : ["an invitation"];
  const { providerId } = identity;
  throw accessError(code, { rule: "access.signUp", setting, needed, had: [] }, { providerId });
}
