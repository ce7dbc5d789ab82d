import type { ApiRoute } from "#server/bff/calls/api-table.ts";
import type { CatalogChanges } from "#server/catalog/catalog.ts";
import type { Secret } from "#server/crypto/secret.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { AttachableToken, OwnTokenSource, UpstreamTokenSource } from "#server/sessions/token-source.ts";
import type { ClientCredentials } from "./client-credentials.ts";

/** A token as it is attached: the whole Authorization value, ready. */
export interface AttachedToken {
  authorization: string;
  token: Secret;
  /** When to ask the source again, epoch seconds: before its end, so that it doesn't expire on the way. */
  renewAtSeconds: number;
  /** The session's when the token was asked for: our own tokens say it, and a step-up changes it. */
  authTimeSeconds: number | undefined;
}

interface Obtaining {
  result: Promise<AttachedToken>;
  authTimeSeconds: number | undefined;
  /** One that can't be shared any more and is still under way: an end of the session reaches it too. */
  before: Obtaining | undefined;
  /** The session ended or its tokens changed meanwhile: nothing of this is kept. */
  stale: boolean;
  ended: boolean;
}

export interface AttachedTokensDeps {
  vault: Pick<SessionVault, "onEnded" | "onRaised">;
  ownTokens: OwnTokenSource;
  upstreamTokens: UpstreamTokenSource;
  clientCredentials: ClientCredentials;
  nowSeconds: () => number;
  /** A provider id or an API may mean something else from now on. */
  catalog: CatalogChanges<"providers" | "resources">;
  /** While this process receives no changes of other processes, nothing is taken from memory or put there. */
  notify: Pick<Notifier, "listening" | "onListeningChange">;
}

const tokensPerRouteMax = 20_000;
const renewLeadSeconds = 30;
const unknownLifetimeSeconds = 300;
/** An API that refuses every token must not cost a refresh for every call. */
const forcedAgainAfterSeconds = 30;

/**
 * Tokens ready to be attached, by API and session, until near their expiry.
 *
 * Cost:  `cached` is two look-ups in memory and no promise.
 * Races: parallel calls share one request to the source. What ends while it runs is not kept, and its calls are refused.
 */
export class AttachedTokens {
  readonly #deps: AttachedTokensDeps;
  readonly #tokens = new Map<ApiRoute, Map<string, AttachedToken>>();
  readonly #obtaining = new Map<ApiRoute, Map<string, Obtaining>>();
  /** When an API's 401 last made us renew a token, epoch seconds. APIs of one provider share its token. */
  readonly #forcedAtSeconds = new Map<string, number>();
  readonly #stopListening: readonly (() => void)[];

  constructor(deps: AttachedTokensDeps) {
    this.#deps = deps;
    this.#stopListening = [
      deps.vault.onEnded((sessionId) => this.#forget(sessionId, undefined, true)),
      deps.vault.onRaised((sessionId) => this.#forget(sessionId, undefined, false)),
      deps.upstreamTokens.onChanged((sessionId, providerId) => this.#forget(sessionId, providerId, false)),
      deps.notify.onListeningChange(() => this.#forgetAll()),
      deps.catalog.providers.onChange(() => this.#forgetAll()),
      deps.catalog.resources.onChange(() => this.#forgetAll()),
    ];
  }

  /** The token to attach if it is at hand and not near its expiry. */
  cached(route: ApiRoute, session: LiveSession | null): AttachedToken | undefined {
    const found = this.#tokens.get(route)?.get(keyOf(session));
    if (!found || found.renewAtSeconds <= this.#deps.nowSeconds() || !this.#deps.notify.listening) return undefined;
    return found.authTimeSeconds === session?.authTimeSeconds ? found : undefined;
  }

  /**
   * Asks the token's source.
   *
   * Errors: those of the sources; session_required when the session ended meanwhile.
   */
  obtain(route: ApiRoute, session: LiveSession | null): Promise<AttachedToken> {
    return this.#obtainOnce(route, session, undefined);
  }

  /** After an API's 401: another token than the refused one, or `undefined` when there is none to be had. */
  async replace(
    route: ApiRoute,
    session: LiveSession | null,
    refused: AttachedToken,
  ): Promise<AttachedToken | undefined> {
    const current = this.cached(route, session);
    if (current && current.authorization !== refused.authorization) return current;
    const token = `${route.providerId ?? `api ${route.name}`} ${keyOf(session)}`;
    const forcedAtSeconds = this.#forcedAtSeconds.get(token) ?? 0;
    const forcedLately = this.#deps.nowSeconds() - forcedAtSeconds < forcedAgainAfterSeconds;
    // Nothing at hand: it may have been renewed already, for another API.
    if (forcedLately && current) return undefined;
    const renewed = await this.#obtainOnce(route, session, forcedLately ? undefined : refused);
    if (!forcedLately) this.#noteForced(token);
    return renewed.authorization === refused.authorization ? undefined : renewed;
  }

  /** How many are kept for a session, for diagnostics: expiry only, never a token. */
  describe(session: LiveSession): { api: string; renewAtSeconds: number }[] {
    const found: { api: string; renewAtSeconds: number }[] = [];
    for (const [route, tokens] of this.#tokens) {
      const token = tokens.get(session.id);
      if (token) found.push({ api: route.name, renewAtSeconds: token.renewAtSeconds });
    }
    return found;
  }

  close(): void {
    for (const stop of this.#stopListening) stop();
    this.#tokens.clear();
  }

  #obtainOnce(route: ApiRoute, session: LiveSession | null, refused: AttachedToken | undefined) {
    const running = inner(this.#obtaining, route);
    const key = keyOf(session);
    const already = running.get(key);
    const authTimeSeconds = session?.authTimeSeconds;
    if (already && !already.stale && already.authTimeSeconds === authTimeSeconds) return already.result;
    const result = Promise.resolve(undefined as never);
    const mine: Obtaining = { stale: false, ended: false, authTimeSeconds, before: already, result };
    // Entered before the source is asked, so that an end of the session finds it from the first moment.
    running.set(key, mine);
    mine.result = this.#request(route, session, refused?.token)
      .then((token) => this.#keep(route, key, token, mine))
      .finally(() => {
        if (running.get(key) === mine) running.delete(key);
      });
    return mine.result;
  }

  async #request(route: ApiRoute, session: LiveSession | null, refused: Secret | undefined): Promise<AttachableToken> {
    const { audience, scopes } = route.settings;
    if (session && route.providerId !== undefined) {
      const request = { providerId: route.providerId, scopes, ...(refused ? { refused } : {}) };
      return this.#deps.upstreamTokens.forSession(session, request);
    }
    if (session && route.tokenKind !== "client") return this.#deps.ownTokens.forUser(session, { audience, scopes });
    const external = route.settings.clientCredentials;
    if (external) return this.#deps.clientCredentials.forClient(external, { audience, scopes });
    return this.#deps.ownTokens.forClient({ audience, scopes });
  }

  #keep(route: ApiRoute, key: string, from: AttachableToken, mine: Obtaining): AttachedToken {
    // A logout that happened while the token was on its way wins.
    if (mine.ended) throw new AppError("session_required");
    const nowSeconds = this.#deps.nowSeconds();
    const lifeSeconds = (from.expiresAtSeconds ?? nowSeconds + unknownLifetimeSeconds) - nowSeconds;
    const token: AttachedToken = {
      authorization: `Bearer ${from.token.reveal()}`,
      token: from.token,
      renewAtSeconds: nowSeconds + lifeSeconds - Math.min(renewLeadSeconds, lifeSeconds * 0.2),
      authTimeSeconds: mine.authTimeSeconds,
    };
    if (mine.stale || !this.#deps.notify.listening) return token;
    const tokens = inner(this.#tokens, route);
    tokens.delete(key);
    tokens.set(key, token);
    if (tokens.size > tokensPerRouteMax) tokens.delete(tokens.keys().next().value as string);
    return token;
  }

  #noteForced(token: string): void {
    this.#forcedAtSeconds.delete(token);
    this.#forcedAtSeconds.set(token, this.#deps.nowSeconds());
    if (this.#forcedAtSeconds.size <= tokensPerRouteMax) return;
    this.#forcedAtSeconds.delete(this.#forcedAtSeconds.keys().next().value as string);
  }

  /** What ended while no notifications arrived isn't known. */
  #forgetAll(): void {
    this.#tokens.clear();
    for (const running of this.#obtaining.values()) for (const one of running.values()) one.stale = true;
  }

  #forget(sessionId: string, providerId: string | undefined, ended: boolean): void {
    for (const [route, tokens] of this.#tokens) {
      if (providerId === undefined || route.providerId === providerId) tokens.delete(sessionId);
    }
    for (const [route, running] of this.#obtaining) {
      if (providerId !== undefined && route.providerId !== providerId) continue;
      for (let one = running.get(sessionId); one; one = one.before) {
        one.stale = true;
        one.ended ||= ended;
      }
    }
  }
}

function inner<V>(outer: Map<ApiRoute, Map<string, V>>, route: ApiRoute): Map<string, V> {
  let found = outer.get(route);
  if (!found) {
    found = new Map();
    outer.set(route, found);
  }
  return found;
}

/** Whose token a route's calls carry; `null`: the portal's own. */
export function holderOf(route: ApiRoute, session: LiveSession | null): LiveSession | null {
  return route.tokenKind === "client" ? null : session;
}

function keyOf(session: LiveSession | null): string {
  return session === null ? "" : session.id;
}
