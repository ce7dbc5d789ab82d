import { type AccessRefusal, refusalText } from "#server/access/policy/access-refusal.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Redeemed } from "#server/sign-in/auth-js/auth-js.ts";
import type { MatchedCallback } from "#server/sign-in/matched-callback.ts";
import { verifiedIdentity } from "#server/sign-in/providers/verified-identity.ts";
import { redeemCode } from "#server/sign-in/redeem-code.ts";
import type { SignInContext } from "#server/sign-in/sign-in-context.ts";
import { authorizationError } from "#server/sign-in/sign-in-error.ts";
import type { SignInTransaction } from "#server/sign-in/sign-in-transaction.ts";
import { failedStep } from "./provider-test-failure.ts";
import type { ProviderTestReport, ProviderTestStep, ProviderTestStepName } from "./provider-test-report.ts";
import { reportPath } from "./report-path.ts";
import { saidClaims } from "./said-claims.ts";

/**
 * Finishes a test sign-in: does what a sign-in does up to the identity, and touches no account, session or token. The tokens are
 * dropped and not revoked, because at Google one revocation ends the person's tokens of real sign-ins too.
 *
 * Shape:  a 303 to the report.
 * Errors: sign_in_expired when another person, or none, is signed in than the one who began it; those of the database.
 */
export async function finishProviderTest(
  context: SignInContext,
  matched: MatchedCallback,
  test: NonNullable<SignInTransaction["test"]>,
): Promise<Response> {
  const { provider, session } = matched;
  if (session?.userId !== test.userId) throw new AppError("sign_in_expired", { detail: "a test of another session" });
  const steps: ProviderTestStep[] = [...test.steps];
  let claims: ProviderTestReport["claims"];
  let step: ProviderTestStepName = "answer";
  try {
    requireAnswer(matched);
    steps.push({ step, ok: true, facts: answerFacts(matched) });
    step = "tokens";
    const redeemed = await redeemCode(context, matched);
    steps.push({ step, ok: true, facts: tokenFacts(redeemed) });
    step = "identity";
    const found = identityOf(matched, redeemed);
    claims = found.claims;
    steps.push({
      step,
      ok: true,
      facts: [
        ["issuer", found.identity.issuer],
        ["subject", found.identity.subject],
      ],
    });
    steps.push(policyStep(context.wouldRefuse(found.identity, provider.settings)));
  } catch (error) {
    steps.push(failedStep(step, error, provider.settings, context.settings.origin));
  }
  return context.redirect(await reportPath(context, session, provider.settings, steps, claims), []);
}

function policyStep(refusal: AccessRefusal | undefined): ProviderTestStep {
  if (!refusal) return { step: "policy", ok: true, facts: [] };
  const failure = { code: "not_allowed_to_sign_in", detail: refusalText(refusal), check: refusal.setting } as const;
  return { step: "policy", ok: false, facts: [], failure };
}

function requireAnswer({ callback, provider }: MatchedCallback): void {
  if (callback.refusal !== undefined) throw authorizationError(callback.refusal, provider.settings);
}

function answerFacts({ callback: { params } }: MatchedCallback): [string, string][] {
  const issuer = params.get("iss");
  return [["state", "matches"], ...(issuer === null ? [] : [["iss", issuer] as [string, string]])];
}

function tokenFacts({ tokens, idTokenClaims }: Redeemed): [string, string][] {
  const kinds = [
    "access_token",
    ...(tokens.refreshToken ? ["refresh_token"] : []),
    ...(idTokenClaims ? ["id_token"] : []),
  ];
  return [
    ["received", kinds.join(", ")],
    ...(tokens.scope ? [["scope", tokens.scope] as [string, string]] : []),
    ...(idTokenClaims
      ? [["id_token", "signature, issuer, audience, times and nonce are right"] as [string, string]]
      : []),
  ];
}

function identityOf({ provider }: MatchedCallback, redeemed: Redeemed) {
  const { idTokenClaims, profile } = redeemed;
  const leftOut: string[] = [];
  const identity = verifiedIdentity(provider, redeemed, (what, why) => void leftOut.push(`${what}: ${why}`));
  const mapped = { ...identity, ...(leftOut.length > 0 ? { left_out: leftOut } : {}) };
  return {
    identity,
    claims: { idToken: saidClaims(idTokenClaims), profile: saidClaims(profile), mapped: saidClaims(mapped) },
  };
}
