import { nowMs, nowSeconds } from "#server/clock.ts";
import type { ProviderSettings, Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { createGuardedFetch, type GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { toAppError } from "#server/http/problem.ts";
import { suspectOf } from "#server/sign-in/providers/failures/suspect-policy.ts";
import { whatToCheck } from "#server/sign-in/providers/failures/what-to-check.ts";
import { makeProvider } from "#server/sign-in/providers/make-provider.ts";
import type { ProviderMetadata } from "#server/sign-in/providers/provider-metadata.ts";
import type { CheckResult } from "./check-result.ts";
import { tryCredentials } from "./try-credentials.ts";

/** Tokens are refused when the clocks are further apart (sign-in/providers/verify-id-token.ts). */
const toleratedSkewSeconds = 60;
const noticedSkewSeconds = 10;

/**
 * Whether people can sign in by a provider, as far as that can be told without a person: discovery, keys, clocks, and when asked whether
 * its token endpoint takes the client's id and secret.
 */
export async function checkProvider(
  settings: ProviderSettings,
  { mode, origin }: Pick<Settings, "mode" | "origin">,
  { withCredentials }: { withCredentials: boolean },
): Promise<CheckResult[]> {
  const subject = `provider ${settings.id}`;
  const guarded = createGuardedFetch({ allowPrivateNetwork: settings.allowPrivateNetwork || mode !== "production" });
  const skews: number[] = [];
  const fetch: GuardedFetch = async (input, init) => {
    const response = await guarded(input, init);
    const date = Date.parse(response.headers.get("date") ?? "");
    if (!Number.isNaN(date)) skews.push((nowMs() - date) / 1000);
    return response;
  };
  try {
    const provider = await makeProvider(settings, fetch, nowSeconds);
    const metadata = await provider.metadata();
    const keys = metadata.jwks_uri ? await countKeys(metadata, fetch) : undefined;
    const found = [`issuer ${metadata.issuer}`, ...(keys === undefined ? [] : [`${keys} keys`])].join(", ");
    const credentials = withCredentials ? [await tryCredentials(provider, metadata, { fetch, origin, subject })] : [];
    return [{ outcome: "ok", subject, found }, ...credentials, ...checkSkew(subject, skews)];
  } catch (thrown) {
    return [failureOf(subject, toAppError(thrown), settings, origin)];
  } finally {
    await guarded.close();
  }
}

function failureOf(subject: string, error: AppError, settings: ProviderSettings, origin: string): CheckResult {
  const { cause, nextStep } = errorTable[error.code];
  const suspect = suspectOf(error);
  const fix = suspect ? whatToCheck(suspect, settings, origin) : nextStep;
  return { outcome: "failed", subject, found: error.detail ?? cause, fix: sentence(fix) };
}

async function countKeys({ jwks_uri: uri = "" }: ProviderMetadata, fetch: GuardedFetch): Promise<number> {
  const response = await fetch(uri, { headers: { accept: "application/json" } });
  const body: unknown = response.status === 200 ? await response.json().catch(() => undefined) : undefined;
  const keys = typeof body === "object" && body !== null && "keys" in body ? body.keys : undefined;
  if (Array.isArray(keys) && keys.length > 0) return keys.length;
  throw new AppError("provider_misconfigured", { detail: `${uri} answered ${response.status} and no keys` });
}

/** By the Date of its answers, which may be a second old and come late; so the smallest difference counts. */
function checkSkew(subject: string, skews: readonly number[]): CheckResult[] {
  if (skews.length === 0) return [];
  const smallest = skews.reduce((least, one) => (Math.abs(one) < Math.abs(least) ? one : least));
  const seconds = Math.round(Math.abs(smallest));
  if (seconds <= noticedSkewSeconds) return [];
  const found = `its clock is ${seconds} seconds ${smallest > 0 ? "behind" : "ahead of"} this machine's`;
  const outcome = seconds > toleratedSkewSeconds ? "failed" : "warning";
  return [{ outcome, subject, found, fix: "Correct the clock that is wrong: tokens are refused by their times." }];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
