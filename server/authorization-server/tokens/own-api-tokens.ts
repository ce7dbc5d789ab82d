import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import {
  type AccessToken,
  findAccessToken,
  requireAccessToken,
  runForOwnApi,
} from "#server/authorization-server/library/own-api-request.ts";
import type { ClientCertificates } from "#server/authorization-server/requests/client-certificates.ts";
import { StoreUnavailable } from "#server/authorization-server/requests/store-unavailable.ts";
import { AppError } from "#server/errors/app-error.ts";
import { outageRetryAfterSeconds } from "#server/http/problem.ts";

/** What an access token says that counts now. */
export interface CheckedToken {
  clientId: string;
  scopes: readonly string[];
  /** The person who gave it, and the session in which they did; `undefined` for client credentials. */
  person: { userId: string; sessionId: string | undefined } | undefined;
  /**
   * What it says now, for what goes on after the request: its proof or certificate was checked with the request.
   *
   * Errors: access_token_invalid; database_unavailable.
   */
  again(): Promise<CheckedToken>;
}

export interface OwnApiTokens {
  /**
   * Checks the access token of a request to one of the portal's own APIs, as userinfo and introspection do: found, not ended or
   * expired, of a client and person that are still here, for this audience, sent with the proof or certificate that it is bound to.
   *
   * Errors: access_token_required; access_token_invalid, with the facts `error` and `error_description` of the challenge;
   *         database_unavailable.
   * Spec:   RFC 6750 §3; RFC 8707 §2; RFC 9449 §7.
   */
  check(
    exchange: { request: IncomingMessage; response: ServerResponse },
    target: { audience: string; url: string },
  ): Promise<CheckedToken>;
}

export interface OwnApiTokensDeps {
  provider: Provider;
  certificates: ClientCertificates | undefined;
  /** Whether they may still be signed in, and use this client. */
  accountIsLive(userId: string, clientId: string): Promise<boolean>;
  onUsed(grantId: string): void;
}

export function createOwnApiTokens({ provider, certificates, accountIsLive, onUsed }: OwnApiTokensDeps): OwnApiTokens {
  /** The grant's id; `undefined` where a token has none. */
  async function requireGrant(token: AccessToken): Promise<string | undefined> {
    if (!("grantId" in token) || !token.grantId) return undefined;
    const grant = await provider.Grant.find(token.grantId, { ignoreExpiration: true });
    const holds = grant && !grant.isExpired && grant.clientId === token.clientId && grant.accountId === token.accountId;
    if (!holds) throw new errors.InvalidToken("the grant has ended");
    return token.grantId;
  }

  async function checked(ctx: KoaContextWithOIDC, audience: string): Promise<CheckedToken> {
    const { token, value } = await requireAccessToken(provider, ctx);
    const { grantId, ...said } = await requireHeld(token, audience);
    if (grantId !== undefined) onUsed(grantId);
    const again = async (): Promise<CheckedToken> => {
      const { grantId: _, ...now } = await requireHeld(await findAccessToken(provider, value), audience);
      return { ...now, again: refusing(again) };
    };
    return { ...said, again: refusing(again) };
  }

  async function requireHeld(token: AccessToken, audience: string) {
    if (token.aud !== audience) throw new errors.InvalidToken("the token is for another audience");
    if (!(await provider.Client.find(String(token.clientId)))) throw new errors.InvalidToken("the client is gone");
    const accountId = "accountId" in token ? token.accountId : undefined;
    if (accountId !== undefined && !(await accountIsLive(accountId, String(token.clientId)))) {
      throw new errors.InvalidToken("the account is gone");
    }
    const grantId = await requireGrant(token);
    const sessionId = "sessionUid" in token ? token.sessionUid : undefined;
    return {
      grantId,
      clientId: String(token.clientId),
      scopes: [...token.scopes],
      person: accountId === undefined ? undefined : { userId: accountId, sessionId },
    };
  }

  return {
    async check({ request, response }, { audience, url }) {
      certificates?.read(request);
      if (request.headers.authorization === undefined) throw new AppError("access_token_required");
      return refusing(() => runForOwnApi(provider, { request, response, url }, (ctx) => checked(ctx, audience)))();
    },
  };
}

/** The same work, with the library's failures as the portal's. */
function refusing<T>(work: () => Promise<T>): () => Promise<T> {
  return () =>
    work().catch((error: unknown) => {
      throw toRefusal(error);
    });
}

function toRefusal(error: unknown): unknown {
  if (error instanceof StoreUnavailable) {
    return new AppError("database_unavailable", {
      cause: error,
      facts: { retryAfterSeconds: outageRetryAfterSeconds },
    });
  }
  if (!(error instanceof errors.OIDCProviderError)) return error;
  return new AppError("access_token_invalid", {
    cause: error,
    ...(error.error_detail === undefined ? {} : { detail: error.error_detail }),
    facts: { error: error.error, error_description: error.error_description ?? error.error },
  });
}
