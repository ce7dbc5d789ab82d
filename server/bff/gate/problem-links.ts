import type { AppError } from "#server/errors/app-error.ts";

export interface LinkContext {
  /** Absolute address of the portal. */
  publicUrl: string;
  /** The API's provider. */
  providerId?: string | undefined;
  /** What the API needs there. */
  scopes?: readonly string[] | undefined;
}

/**
 * The link that resolves a refused call, where there is one. Pure.
 *
 * `connect_url` leads to the provider for just what is missing, in the session at hand; `login_url` to a new sign-in, or, at
 * another provider than where the session began, to connecting it anew. The page adds its own `returnUrl`.
 */
export function problemLinks(error: AppError, context: LinkContext): Record<string, string> {
  const provider = context.providerId ?? error.facts["provider"];
  const query = new URLSearchParams(provider === undefined ? {} : { provider: String(provider) });
  const connecting = () => {
    query.set("connect", "1");
    const scopes = error.facts["scopes"] ?? context.scopes?.join(" ");
    if (scopes) query.set("scope", String(scopes));
    return query;
  };
  switch (error.code) {
    case "session_required":
      return { login_url: `${context.publicUrl}/bff/login` };
    case "reauthentication_required":
      return { login_url: `${context.publicUrl}/bff/login?${error.facts["connect"] ? connecting() : query}` };
    case "provider_connection_required":
    case "scope_required":
      // A scope of our own APIs is the operator's to configure: there is nowhere to send the person.
      return provider === undefined ? {} : { connect_url: `${context.publicUrl}/bff/login?${connecting()}` };
    default:
      return {};
  }
}
