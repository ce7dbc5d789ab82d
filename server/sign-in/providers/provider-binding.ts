import { createHash } from "node:crypto";
import type { ProviderSettings } from "#server/config/settings.ts";

/**
 * Names what a provider id means now: which server, for which client of it. Codes and tokens are bound to it, because the id may
 * come to mean another server or client while they are under way, and two ids may mean the same one.
 */
export function providerBinding({
  kind,
  issuer,
  baseUrl,
  clientId,
}: Pick<ProviderSettings, "kind" | "issuer" | "baseUrl" | "clientId">): string {
  const named = JSON.stringify([kind, issuer ?? null, baseUrl ?? null, clientId]);
  return createHash("sha256").update(named).digest("base64url").slice(0, 22);
}

/** Whether a token was given by what the id means now. One without a binding was written by the version before. */
export function isBoundTo(
  settings: Parameters<typeof providerBinding>[0],
  { binding }: { binding: string | null | undefined },
): boolean {
  return (binding ?? undefined) === undefined || binding === providerBinding(settings);
}
