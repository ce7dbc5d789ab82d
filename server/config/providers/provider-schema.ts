import { z } from "zod";
import { providerAllowSchema } from "#server/config/access/allow-schema.ts";
import { attributesSchema } from "#server/config/providers/attribute-schema.ts";
import { absoluteUrl, clientId, clientSecret, decisive, scopeName } from "#server/config/setting-shapes.ts";

export const providerSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes")
    .describe(
      "Part of the callback URL. google, microsoft-entra-id, github, any Auth.js built-in, or your own name with kind or type oidc.",
    ),
  kind: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes")
    .optional()
    .meta(decisive)
    .describe(
      "What the provider is, where its id is your own name: google, microsoft-entra-id, github, oidc or any Auth.js built-in. Several providers can be of one kind. Default: the id, or oidc with type oidc.",
    ),
  type: z
    .enum(["builtin", "oidc"])
    .default("builtin")
    .describe("oidc: any OpenID Connect provider, by its issuer; the same as kind oidc."),
  name: z.string().min(1).optional().describe("As in “Continue with …”."),
  clientId,
  clientSecret: clientSecret.optional().meta(decisive).describe("Left out for a public client that uses PKCE only."),
  issuer: absoluteUrl
    .optional()
    .meta(decisive)
    .describe("Required for kind oidc; for microsoft-entra-id the tenant's issuer."),
  scopes: z.array(scopeName).optional().describe("What sign-in asks for; a sensible default for each provider."),
  authorizationParams: z
    .record(z.string(), z.string())
    .optional()
    .describe("Extra parameters of the authorization request."),
  apiBaseUrl: absoluteUrl
    .optional()
    .meta(decisive)
    .describe("Where this provider's user-data API lives, when it isn't the public one."),
  baseUrl: absoluteUrl.optional().meta(decisive).describe("GitHub Enterprise Server: the address of the server."),
  groupsClaim: z
    .string()
    .min(1)
    .optional()
    .meta(decisive)
    .describe(
      "The claim of the ID token or UserInfo that lists the person's groups, e.g. groups or roles; for forward auth. Unset: none.",
    ),
  allow: providerAllowSchema,
  attributes: attributesSchema,
  linkVerifiedEmail: z
    .boolean()
    .default(false)
    .describe(
      "Join a new sign-in to an existing account when both sides have verified the same address. Off: never by address.",
    ),
  allowPrivateNetwork: z
    .boolean()
    .default(false)
    .describe(
      "Allow endpoints on private addresses, for a provider inside your own network; and plain http on this computer, never elsewhere. Both are always allowed in demo mode and development.",
    ),
});

export type ProviderConfig = z.output<typeof providerSchema>;
