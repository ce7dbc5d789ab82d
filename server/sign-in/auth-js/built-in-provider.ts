import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";

/**
 * The definition that Auth.js ships for a kind of provider.
 *
 * Errors: AppError invalid_settings for a kind that is no built-in.
 */
export async function builtInProvider({
  id,
  kind,
  clientId,
  clientSecret,
  issuer,
}: ProviderSettings): Promise<Record<string, unknown>> {
  try {
    const module = (await import(`next-auth/providers/${kind}`)) as { default: (options: object) => object };
    const secret = clientSecret ? { clientSecret: clientSecret.reveal() } : {};
    return module.default({ clientId, ...secret, ...(issuer ? { issuer } : {}) }) as Record<string, unknown>;
  } catch (cause) {
    const name = kind === id ? "this id" : `the kind ${kind}`;
    throw new AppError("invalid_settings", {
      detail: `providers (${id}): no built-in of Auth.js has ${name}. Fix: correct it, or set kind: "oidc" and the issuer.`,
      cause,
    });
  }
}
