import { AppError } from "#server/errors/app-error.ts";
import { isCleanText } from "#server/http/clean-text.ts";
import { setCookie } from "#server/http/cookies.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SignInAttempt } from "#server/sign-in/auth-js/sign-in-attempt.ts";
import { canForceSignIn } from "#server/sign-in/providers/authorization-params-policy.ts";
import { readGroups } from "#server/sign-in/providers/read-groups.ts";
import { verifiedIdentity } from "#server/sign-in/providers/verified-identity.ts";
import type { IdTokenClaims } from "#server/sign-in/providers/verify-id-token.ts";
import { tokenValues } from "#server/sign-in/upstream-tokens/received-tokens.ts";
import { connectProvider } from "./connect-provider.ts";
import type { MatchedCallback } from "./matched-callback.ts";
import type { SignInContext } from "./sign-in-context.ts";

export interface CompletedSignIn {
  setCookies: string[];
  /** The value of the session cookie; empty where the session stays as it is. */
  sealedSession: string;
}

const yearSeconds = 60 * 60 * 24 * 365;
/** How much older than our request a fresh sign-in at the provider may look, by its clock. */
const clockToleranceSeconds = 60;

/**
 * Everything about the person is verified: makes the account's session and keeps the provider's tokens.
 *
 * Errors: account_disabled, identity_conflict, sign_in_expired; provider_rejected when a fresh sign-in was asked for and
 *         the provider only remembered an old one.
 */
export async function completeSignIn(
  context: SignInContext,
  matched: MatchedCallback,
  attempt: SignInAttempt,
  profile: Record<string, unknown>,
  subject: string,
): Promise<CompletedSignIn> {
  const { vault, settings } = context;
  const { provider, transaction } = matched;
  const identity = verifiedIdentity(provider, { idTokenClaims: attempt.idTokenClaims, profile, subject });
  // Not secret: the sign-in page marks the button that was used last.
  const lastProvider = setCookie("portico-last-provider", provider.settings.id, {
    secure: settings.secure,
    sameSite: "Lax",
    maxAgeSeconds: yearSeconds,
  });
  if (transaction.connectSessionId) {
    await connectProvider(context, matched, identity, attempt);
    return { setCookies: [lastProvider], sealedSession: "" };
  }
  const person = await context.accounts.resolve(identity);
  // What is signed wins over what is merely fetched.
  const { groups, leftOut } = readGroups(provider.settings.groupsClaim, { ...profile, ...attempt.idTokenClaims });
  const { session, opaqueId } = await vault.start({
    userId: person.userId,
    identityId: person.identityId,
    providerId: provider.settings.id,
    ...sessionClaims(attempt.idTokenClaims),
    groups,
    authTimeSeconds: authTime(context, matched, attempt.idTokenClaims),
    replaces: matched.session ?? undefined,
  });
  if (leftOut !== undefined) {
    const facts = { provider: provider.settings.id, claim: provider.settings.groupsClaim, user: person.userId };
    context.log.warn("groups of a person are left out", { ...facts, leftOut });
  }
  await keepTokens(context, matched, attempt, session);
  context.audit.record({
    type: "sign_in.succeeded",
    outcome: "success",
    userId: person.userId,
    sessionId: session.id,
    providerId: provider.settings.id,
    details: { created: person.created },
  });
  const header = await vault.setCookieHeader(opaqueId);
  return {
    setCookies: [header, lastProvider],
    sealedSession: header.slice(header.indexOf("=") + 1).split(";", 1)[0] ?? "",
  };
}

/** A session whose tokens can't be kept is none. */
async function keepTokens(
  context: SignInContext,
  { provider, transaction }: MatchedCallback,
  attempt: SignInAttempt,
  session: LiveSession,
): Promise<void> {
  const { store, vault, nowSeconds } = context;
  const { id } = provider.settings;
  try {
    if (!attempt.tokens) throw new AppError("provider_rejected", { detail: "no token response" });
    const values = tokenValues(attempt.tokens, transaction.scope, nowSeconds());
    // A refresh token came with the first consent only; the person's other session has it.
    if (provider.dialect.sharesGrant) values.refreshToken ??= await store.findRefreshToken(session.identityId, id);
    await store.put(session.id, id, session.identityId, values);
  } catch (error) {
    await vault.end(session, "signed_out");
    throw error;
  }
}

function sessionClaims(claims: IdTokenClaims | undefined) {
  // Taken as they are or not at all: a part of one could be another's.
  const isWord = (value: unknown): value is string =>
    typeof value === "string" && value !== "" && value.length <= 255 && isCleanText(value);
  const text = (value: unknown) => (isWord(value) ? value : undefined);
  const methods = Array.isArray(claims?.["amr"]) ? claims["amr"] : [];
  return {
    upstreamSid: text(claims?.["sid"]),
    acr: text(claims?.["acr"]),
    amr: methods.filter(isWord).slice(0, 10),
  };
}

/**
 * When the person proved themselves: the provider's `auth_time`, else now.
 *
 * After prompt=login an old `auth_time` means that nobody was asked (OpenID Connect Core §3.1.2.1). Google and GitHub know
 * no prompt=login; that the person chose their account again just now is all that they offer.
 */
function authTime({ nowSeconds }: SignInContext, matched: MatchedCallback, claims?: IdTokenClaims): number {
  const { transaction, provider } = matched;
  const said = claims?.["auth_time"];
  const again = transaction.prompt === "login";
  if (typeof said !== "number" || (again && !canForceSignIn(provider.settings))) return nowSeconds();
  if (again && said < transaction.startedAtSeconds - clockToleranceSeconds) {
    throw new AppError("provider_rejected", { detail: "prompt=login was asked for, auth_time is older" });
  }
  return Math.min(said, nowSeconds());
}
