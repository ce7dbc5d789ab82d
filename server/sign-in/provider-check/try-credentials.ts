import { randomBytes } from "node:crypto";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { providerWords, quoteProvider } from "#server/sign-in/providers/failures/provider-words.ts";
import { whatToCheck } from "#server/sign-in/providers/failures/what-to-check.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import type { ProviderMetadata } from "#server/sign-in/providers/provider-metadata.ts";
import type { CheckResult } from "./check-result.ts";

/**
 * Hands in a made-up code: a token endpoint authenticates the client first (RFC 6749 §3.2.1), so invalid_client means that it doesn't
 * take the id and secret, and invalid_grant that it does.
 */
export async function tryCredentials(
  { settings, dialect, clientAuth }: Provider,
  metadata: ProviderMetadata,
  { fetch, origin, subject }: { fetch: GuardedFetch; origin: string; subject: string },
): Promise<CheckResult> {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code: `portico-check-${randomBytes(8).toString("hex")}`,
    redirect_uri: `${origin}/api/auth/callback/${settings.id}`,
    code_verifier: randomBytes(32).toString("base64url"),
  });
  const headers = new Headers({ accept: "application/json", "content-type": "application/x-www-form-urlencoded" });
  await clientAuth(metadata).auth(metadata, { client_id: settings.clientId }, body, headers);
  const response = await fetch(metadata.token_endpoint, { method: "POST", headers, body: body.toString() });
  const answer: unknown = await response.json().catch(() => undefined);
  const words = providerWords((name) =>
    typeof answer === "object" && answer !== null ? Reflect.get(answer, name) : undefined,
  );
  if (!words)
    return { outcome: "warning", subject, found: `its token endpoint answered ${response.status} to a made-up code` };
  const error = dialect.standardError(words.error);
  if (error === "invalid_grant") return { outcome: "ok", subject, found: "takes the client's id and secret" };
  const found = quoteProvider("its token endpoint answered", words);
  if (error === "invalid_client" || error === "unauthorized_client") {
    return { outcome: "failed", subject, found, fix: `${whatToCheck("client", settings, origin)}.` };
  }
  // Some look at the redirect URI or the code's form before they look at the secret.
  return {
    outcome: "warning",
    subject,
    found,
    fix: "Whether it takes the client's secret shows at the first sign-in.",
  };
}
