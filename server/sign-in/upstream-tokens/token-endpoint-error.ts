import * as oauth from "oauth4webapi";
import { AppError } from "#server/errors/app-error.ts";
import { readLifetimeSeconds } from "#server/http/token-lifetime.ts";
import type { Dialect } from "#server/sign-in/providers/dialects/dialect.ts";
import { providerWords, quoteProvider } from "#server/sign-in/providers/failures/provider-words.ts";

/**
 * What a failed refresh means for the token: `ended` when the provider says that the refresh token is no good, `kept`
 * for everything that may pass (RFC 6749 §5.2; our own invalid_client must not cost people their access).
 */
export function refreshVerdict(error: unknown): "ended" | "kept" {
  return error instanceof oauth.ResponseBodyError && error.error === "invalid_grant" ? "ended" : "kept";
}

/** What the provider said, for the log. */
export function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof oauth.ResponseBodyError)) return undefined;
  const words = providerWords((name) => (error.cause as Record<string, unknown>)[name]);
  return words && quoteProvider("token endpoint", words);
}

/**
 * A token endpoint's answer as RFC 6749 has it: an error has a code of §5.2 and no status 200, as GitHub's do. The ID token is taken out: a refreshed one may lack the nonce and is
 * used for nothing. A lifetime that makes no sense is taken out too: oauth4webapi would refuse the whole answer, and with it
 * the refresh token that replaces ours.
 *
 * Errors: token_unavailable for a 5xx or an answer that is no JSON.
 */
export async function plainTokenAnswer(
  response: Response,
  { standardError }: Pick<Dialect, "standardError">,
): Promise<Response> {
  const body: unknown = response.status < 500 ? await response.json().catch(() => undefined) : undefined;
  if (typeof body !== "object" || body === null) {
    throw new AppError("token_unavailable", { detail: `the token endpoint answered ${response.status}` });
  }
  const { id_token: _unused, ...given } = body as Record<string, unknown>;
  const rest: Record<string, unknown> = { ...given, expires_in: readLifetimeSeconds(given["expires_in"]) };
  const error = rest["error"];
  if (typeof error !== "string") return Response.json(rest, { status: response.status });
  const status = response.ok ? 400 : response.status;
  return Response.json({ ...rest, error: standardError(error) }, { status });
}
