import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { readLifetimeSeconds } from "#server/http/token-lifetime.ts";
import { ProviderFailure } from "#server/sign-in/providers/failures/provider-failure.ts";
import { codeIsSpent, providerWords, quoteProvider } from "#server/sign-in/providers/failures/provider-words.ts";
import type { ProviderMetadata } from "#server/sign-in/providers/provider-metadata.ts";
import { isTenantTemplate } from "#server/sign-in/providers/tenant-issuers.ts";
import { verifyIdToken } from "#server/sign-in/providers/verify-id-token.ts";
import { portalRefused } from "#server/sign-in/sign-in-error.ts";
import { receivedTokens } from "#server/sign-in/upstream-tokens/received-tokens.ts";
import type { AuthJsRun } from "./auth-js-run.ts";

/**
 * The fetch that Auth.js uses for one sign-in: its `customFetch`.
 *
 * Discovery comes from our cache. The token response is kept, and its ID token verified with the provider's keys
 * before Auth.js sees it. Everything goes through the provider's guarded fetch and one common deadline.
 */
export function createAuthJsFetch(run: AuthJsRun, nowSeconds: () => number) {
  const { provider } = run;

  async function answer(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const url = input instanceof Request ? input.url : String(input);
    const metadata = await provider.metadata();
    if (url.endsWith("/.well-known/openid-configuration")) return discoveryAnswer(metadata);
    const response = await provider.fetch(input, { ...init, signal: run.deadline });
    if (response.status >= 500) {
      throw new AppError("provider_unreachable", { detail: `${new URL(url).pathname} answered ${response.status}` });
    }
    return url === metadata.token_endpoint ? tokenAnswer(response, metadata) : response;
  }

  async function tokenAnswer(response: Response, metadata: ProviderMetadata): Promise<Response> {
    const body = await readTokenResponse(response, provider.settings);
    run.tokens = receivedTokens(body);
    if (provider.definition.type === "oidc") {
      run.idTokenClaims = await verifyIdToken(body["id_token"], {
        metadata,
        clientId: provider.settings.clientId,
        nonce: run.nonce ?? "",
        keys: provider.keys,
        nowSeconds: nowSeconds(),
      });
    }
    // Auth.js would refuse the whole answer for a lifetime that makes no sense.
    const plain = { ...body, expires_in: readLifetimeSeconds(body["expires_in"]) };
    return Response.json(isTenantTemplate(metadata.issuer) ? { ...plain, id_token: undefined } : plain);
  }

  return async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    try {
      return await answer(input, init);
    } catch (error) {
      throw run.fail(error);
    }
  };
}

/** Auth.js insists on a UserInfo endpoint even where it never calls it. */
function discoveryAnswer(metadata: ProviderMetadata): Response {
  return Response.json({ userinfo_endpoint: `${metadata.issuer}/not-offered`, ...metadata });
}

/**
 * Reads a token endpoint's answer. GitHub reports errors with status 200, so both ways are looked at.
 *
 * Errors: sign_in_expired for a code that is used or too old; provider_misconfigured when the portal itself is refused;
 *         provider_declined for every other refusal; provider_rejected for an answer that is none.
 */
async function readTokenResponse(
  response: Response,
  settings: Pick<ProviderSettings, "kind">,
): Promise<Record<string, unknown>> {
  const body: unknown = await response.json().catch((cause: unknown) => {
    if (response.status === 401) throw clientRefused("token endpoint: status 401");
    throw new AppError("provider_unreachable", { detail: `the token endpoint's answer is no JSON`, cause });
  });
  const record = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const error = record["error"];
  if (error === undefined && response.ok && typeof record["access_token"] === "string") return record;
  const words = providerWords((name) => record[name]) ?? { error: `status ${response.status}`, ...nothingMore };
  const detail = quoteProvider("token endpoint", words);
  if (codeIsSpent(words, settings)) throw new AppError("sign_in_expired", { detail });
  const refused = portalRefused(words.error, detail);
  if (refused) throw refused;
  if (response.status === 401) throw clientRefused(detail);
  throw new AppError(typeof error === "string" ? "provider_declined" : "provider_rejected", { detail });
}

const nothingMore = { description: undefined, reason: undefined };

/** RFC 6749 §5.2: 401 is for a client that could not prove itself; some say it in other words than invalid_client. */
function clientRefused(detail: string): ProviderFailure {
  return new ProviderFailure("provider_misconfigured", "client", { detail });
}
