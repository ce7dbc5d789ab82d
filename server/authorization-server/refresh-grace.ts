import { setTimeout as delay } from "node:timers/promises";
import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { AlreadyConsumed } from "./already-consumed.ts";
import { type GrantHandler, requireProofOf } from "./oidc-provider-internals.ts";
import { hashRecordId, type OidcRecordStore } from "./oidc-record-store.ts";
import { openRefreshAnswer, type RefreshAnswer, sealRefreshAnswer } from "./refresh-answer.ts";

/** How long a used refresh token still gets the answer that it got: a lost response, two tabs, a retrying proxy. */
export const graceSeconds = 15;
/** How long the loser of a race waits for the winner's answer, when the winner is another process. */
const waitMs = { step: 50, atMost: 3_000 };

export interface RefreshGraceDeps {
  provider: Provider;
  store: Pick<OidcRecordStore, "find" | "keepAnswer">;
  accountIsLive(userId: string): Promise<boolean>;
  nowSeconds?: () => number;
}

type RefreshToken = InstanceType<Provider["RefreshToken"]> & { consumed?: unknown; jkt?: string | undefined };

/**
 * Rotation that survives a retry: the same request with the same token gets the same answer for a short while.
 *
 * Shape:  wraps the library's refresh grant; everything the library checks, it checks first.
 * Errors: invalid_grant. After the window, or once the successor was used, the library ends the family.
 * Races:  n parallel refreshes are one rotation; the others get its answer.
 * Spec:   RFC 9700 §4.14.2; RFC 6749 §6.
 */
export function withRefreshGrace(deps: RefreshGraceDeps): (original: GrantHandler) => GrantHandler {
  const { provider, store, nowSeconds = () => Math.floor(Date.now() / 1000) } = deps;
  const underWay = new Map<string, Promise<RefreshAnswer["body"]>>();

  /** The answer that the token got; "pending" while its winner is still at it, "superseded" once it was made use of. */
  async function keptAnswer(value: string, request: string): Promise<RefreshAnswer["body"] | "pending" | "superseded"> {
    const record = await store.find("RefreshToken", hashRecordId(value));
    if (!record?.answer) return "pending";
    const answer = await openRefreshAnswer(value, record.answer);
    if (answer.request !== request) throw new AlreadyConsumed();
    const successor = await store.find("RefreshToken", hashRecordId(String(answer.body["refresh_token"])));
    // Who got the answer has used it: this is no retry of theirs.
    return successor && !successor.consumedAt ? answer.body : "superseded";
  }

  /** Polls, since another process may be the one that is answering. */
  async function awaitAnswer(value: string, request: string): Promise<RefreshAnswer["body"] | "superseded"> {
    for (let waited = 0; waited < waitMs.atMost; waited += waitMs.step) {
      const answer = await keptAnswer(value, request);
      if (answer !== "pending") return answer;
      await delay(waitMs.step);
    }
    throw new AlreadyConsumed();
  }

  async function retried(ctx: KoaContextWithOIDC, token: RefreshToken, value: string, request: string) {
    if (typeof token.consumed !== "number") return undefined;
    if (nowSeconds() - token.consumed > graceSeconds || !(await deps.accountIsLive(token.accountId))) return undefined;
    const answer = await awaitAnswer(value, request);
    // Left to the library, which ends the family.
    if (answer === "superseded") return undefined;
    if (token.jkt) await requireProofOf(provider, ctx, token.jkt);
    return answer;
  }

  async function rotate(ctx: KoaContextWithOIDC, original: GrantHandler, value: string, request: string) {
    try {
      await original(ctx);
    } catch (error) {
      const answer = error instanceof AlreadyConsumed ? await awaitAnswer(value, request) : "superseded";
      if (answer === "superseded") throw error;
      return answer;
    }
    const body = ctx["body"] as RefreshAnswer["body"];
    await store.keepAnswer(hashRecordId(value), await sealRefreshAnswer(value, { body, request }));
    return body;
  }

  return (original) => async (ctx) => {
    const value = ctx.oidc.params?.["refresh_token"];
    if (typeof value !== "string") return original(ctx);
    const request = fingerprint(ctx);
    const token = (await provider.RefreshToken.find(value, { ignoreExpiration: true })) as RefreshToken | undefined;
    if (!token || token.clientId !== ctx.oidc.client?.clientId) return original(ctx);
    requireGrantedResource(ctx, token);
    const answered = await retried(ctx, token, value, request);
    if (answered) {
      ctx["body"] = answered;
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
