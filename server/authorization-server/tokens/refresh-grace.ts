import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import type { GrantHandler } from "#server/authorization-server/library/oidc-provider-internals.ts";
import { requireCertificateOf, requireProofOf } from "#server/authorization-server/library/sender-constraints.ts";
import { AlreadyConsumed } from "#server/authorization-server/records/already-consumed.ts";
import { nowMs as currentMs, nowSeconds as currentSeconds } from "#server/clock.ts";
import type { AnswerBody, KeptAnswers } from "./kept-answers.ts";
import type { RequestTokenState } from "./request-token-state.ts";

/** How long a used refresh token still gets the answer that it got, whatever was done with that: two tabs, a retrying proxy. */
export const graceSeconds = 15;
/** How long it gets it while nothing of that answer was used: it was lost on the way (docs/decisions/010). */
export const lostAnswerSeconds = 10 * 60;
/** How long a rotation may take until its answer is kept; the next retry takes over one that takes longer. */
const waitMs = 3_000;

export interface RefreshGraceDeps {
  provider: Provider;
  answers: KeptAnswers;
  states: Pick<RequestTokenState, "reread">;
  accountIsLive(userId: string, clientId?: string): Promise<boolean>;
  nowSeconds?: () => number;
}

type RefreshToken = InstanceType<Provider["RefreshToken"]> & { consumed?: number; jkt?: string | undefined };
type Verdict = AnswerBody | "rotate" | "replay";

/**
 * Rotation that survives a retry: the same request with the same token gets the same answer for a short while, and for
 * minutes while neither of the tokens in it was used.
 *
 * Shape:  wraps the library's refresh grant; everything the library checks, it checks first.
 * Errors: invalid_grant. After the window, or once the successor was used, the library ends the family.
 * Units:  `expires_in` of a repeated answer is what is left of it.
 * Races:  n parallel refreshes are one rotation; the others get its answer. A rotation without an answer (a crash, a
 *         failed write) is undone by the next retry; if it was only slow, one of the two answers counts.
 * Spec:   RFC 9700 §4.14.2; RFC 6749 §6.
 */
export function withRefreshGrace(deps: RefreshGraceDeps): (original: GrantHandler) => GrantHandler {
  const { provider, answers, states, nowSeconds = currentSeconds } = deps;
  const underWay = new Map<string, Promise<AnswerBody>>();

  /**
   * What to do with a token: answer a retry with what the first request got, rotate it, or (a replay) leave it to the
   * library, which ends the family.
   */
  async function judge(ctx: KoaContextWithOIDC, token: RefreshToken, value: string, request: string): Promise<Verdict> {
    const { consumed } = token;
    if (consumed === undefined) return "rotate";
    if (!(await deps.accountIsLive(token.accountId, token.clientId))) return "replay";
    const rotation = await answers.await(value, request, consumed * 1000 + waitMs);
    if (rotation === "abandoned") {
      // No answer was kept: the token may rotate again, unless one of the rotation's tokens was used after all.
      const undone = await answers.takeBack(value, consumed);
      if (undone === "raced") throw new AlreadyConsumed();
      states.reread();
      return undone === "undone" ? "rotate" : "replay";
    }
    const ageSeconds = nowSeconds() - consumed;
    if (rotation === "superseded" || ageSeconds > lostAnswerSeconds) return "replay";
    if (ageSeconds > graceSeconds && (await answers.wasUsed(rotation.body))) return "replay";
    if (!rotation.fits) throw new AlreadyConsumed();
    if (token.jkt) await requireProofOf(provider, ctx, token.jkt);
    return agedBy(ageSeconds, rotation.body);
  }

  async function rotate(ctx: KoaContextWithOIDC, original: GrantHandler, value: string, request: string) {
    try {
      await original(ctx);
    } catch (lost) {
      if (!(lost instanceof AlreadyConsumed)) throw lost;
      states.reread();
      const token = await findToken(value);
      const verdict = token ? await judge(ctx, token, value, request) : "replay";
      // It was not used a second time, only by two at once.
      if (verdict === "replay") throw lost;
      if (verdict !== "rotate") return verdict;
      await original(ctx);
    }
    const own = ctx["body"] as AnswerBody;
    let counts: AnswerBody | undefined;
    try {
      counts = await answers.keep(value, { body: own, request }, currentMs() + waitMs);
    } finally {
      if (counts !== own) await forgetIssued(ctx);
    }
    return counts;
  }

  const findToken = async (value: string) =>
    (await provider.RefreshToken.find(value, { ignoreExpiration: true })) as RefreshToken | undefined;

  return (original) => async (ctx) => {
    const value = ctx.oidc.params?.["refresh_token"];
    if (typeof value !== "string") return original(ctx);
    const request = fingerprint(ctx);
    const token = await findToken(value);
    if (!token || token.clientId !== ctx.oidc.client?.clientId) return original(ctx);
    requireGrantedResource(ctx, token);
    const certificate = token["x5t#S256"];
    if (certificate) requireCertificateOf(provider, ctx, certificate);
    const verdict = await judge(ctx, token, value, request);
    if (typeof verdict !== "string") {
      ctx["body"] = verdict;
      return;
    }
    if (ctx["get"]("dpop")) {
      // Each request brings its own proof, and each is checked.
      ctx["body"] = await rotate(ctx, original, value, request);
      return;
    }
    const key = [ctx.oidc.client?.clientId, request, value].join("\n");
    let answer = underWay.get(key);
    if (!answer) {
      answer = rotate(ctx, original, value, request).finally(() => underWay.delete(key));
      underWay.set(key, answer);
    }
    ctx["body"] = await answer;
  };
}

/** An access token that is over by now still says one second: apps take 0 for "not said", and the next refresh heals it. */
function agedBy(ageSeconds: number, body: AnswerBody): AnswerBody {
  const expiresIn = body["expires_in"];
  if (typeof expiresIn !== "number") return body;
  return { ...body, expires_in: Math.max(1, expiresIn - Math.max(0, ageSeconds)) };
}

/** What a rotation issued whose answer doesn't count, since another one took over from it. */
async function forgetIssued(ctx: KoaContextWithOIDC): Promise<void> {
  const { RefreshToken, AccessToken } = ctx.oidc.entities;
  await RefreshToken?.destroy();
  await AccessToken?.destroy();
}

/** The library rotates before it looks at the resource: a client's mistake would cost it the token (RFC 8707 §2.2). */
function requireGrantedResource(ctx: KoaContextWithOIDC, token: RefreshToken): void {
  const asked = [ctx.oidc.params?.["resource"] ?? []].flat();
  if (asked.length > 1 || asked.some((resource) => !token.resourceIndicators.has(String(resource)))) {
    throw new errors.InvalidTarget();
  }
}

function fingerprint(ctx: KoaContextWithOIDC): string {
  const { scope, resource } = ctx.oidc.params ?? {};
  return JSON.stringify([scope ?? null, resource ?? null]);
}
