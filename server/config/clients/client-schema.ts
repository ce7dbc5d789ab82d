import { z } from "zod";
import { usualScopeNames } from "#server/claims/standard-scopes.ts";
import { targetAllowSchema } from "#server/config/access/allow-schema.ts";
import { clientClaimsSchema } from "#server/config/claims/claim-schema.ts";
import { absoluteUrl, clientId, clientSecret, decisive, scopeName } from "#server/config/setting-shapes.ts";

const secretHash = z
  .string()
  .regex(
    /^sha256:[\w-]{43}$/,
    "sha256: and 43 characters of base64url, as `npm run portico -- client-secret` prints it",
  );

export const clientSchema = z.strictObject({
  clientId,
  clientSecret: clientSecret
    .min(16)
    .optional()
    .meta(decisive)
    .describe("Or clientSecretHash. Without either the client is public."),
  clientSecretHash: z
    .union([secretHash, z.array(secretHash).min(1).max(2)])
    .optional()
    .meta(decisive)
    .describe(
      "sha256:<base64url of SHA-256 of a random secret>; `npm run portico -- client-secret` makes both. A list of two while one replaces the other.",
    ),
  name: z.string().min(1),
  redirectUris: z.array(z.string().min(1)).default([]),
  postLogoutRedirectUris: z.array(z.string().min(1)).default([]),
  backchannelLogoutUri: absoluteUrl.optional().meta(decisive),
  frontchannelLogoutUri: absoluteUrl
    .optional()
    .meta(decisive)
    .describe("Shown in a frame with iss and sid after a sign-out; scheme, host and port of a redirect address."),
  grantTypes: z
    .array(
      z.enum([
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:ietf:params:oauth:grant-type:token-exchange",
      ]),
    )
    .default(["authorization_code", "refresh_token"]),
  tokenEndpointAuthMethod: z
    .enum([
      "none",
      "client_secret_basic",
      "client_secret_post",
      "private_key_jwt",
      "tls_client_auth",
      "self_signed_tls_client_auth",
    ])
    .optional()
    .describe("The last two need mutualTls (RFC 8705)."),
  tlsClientAuthSubjectDn: z
    .string()
    .min(1)
    .optional()
    .meta(decisive)
    .describe("For tls_client_auth: the certificate's subject in RFC 4514's spelling, e.g. CN=app,O=Example,C=DE."),
  certificateBoundTokens: z
    .boolean()
    .default(false)
    .describe("Issues tokens only to its client certificate, and they work with that one only (RFC 8705 §3)."),
  jwksUri: absoluteUrl.optional().meta(decisive),
  idTokenAlgorithm: z
    .enum(["RS256", "ES256", "EdDSA"])
    .default("RS256")
    .describe("Signs its ID and logout tokens. Every library takes RS256; ES256 and EdDSA are shorter and faster."),
  signedUserinfo: z
    .boolean()
    .default(false)
    .describe("Answers userinfo as a JWT signed with idTokenAlgorithm, instead of plain JSON."),
  claimsInIdToken: z
    .boolean()
    .default(false)
    .describe(
      "Puts the claims of the granted scopes (name, e-mail address) into its ID tokens too, for libraries that never ask userinfo.",
    ),
  apiTokenFirst: z
    .boolean()
    .default(false)
    .describe(
      "Issues the API's access token, not one for userinfo, where openid and scopes of one API are asked for together and the token request names no resource. For libraries that can't name one.",
    ),
  scopes: z.array(scopeName).default([...usualScopeNames]),
  claims: clientClaimsSchema,
  optionalScopes: z.array(scopeName).default([]).describe("Scopes that the person may untick on the consent page."),
  resources: z.array(absoluteUrl).default([]).describe("Resource identifiers this client may get tokens for."),
  allow: targetAllowSchema,
  introspects: z
    .array(absoluteUrl)
    .default([])
    .describe("Resource identifiers whose tokens this client (an API) may introspect."),
  exchangeScopes: z
    .array(scopeName)
    .default([])
    .describe(
      "What this client (an API) may do at other APIs for the person whose token it exchanges, even if that person didn't allow it to the app the token came from. Never what they refused.",
    ),
  applicationType: z.enum(["web", "native"]).default("web"),
  clientUri: absoluteUrl.optional(),
  logoUri: absoluteUrl.optional(),
  termsUri: absoluteUrl.optional(),
  policyUri: absoluteUrl.optional(),
  firstParty: z
    .boolean()
    .default(false)
    .describe("Skips the consent page, except for native apps. For your own apps only."),
  reviewed: z.boolean().default(false).describe("The consent page says that you vouch for it, else “not reviewed”."),
  requirePkce: z
    .boolean()
    .default(true)
    .describe("Switch off for one legacy confidential client only; Portico warns at start."),
  requirePushedAuthorizationRequests: z
    .boolean()
    .default(false)
    .describe("Takes authorization requests from its server only (PAR, RFC 9126), never from the browser's address."),
  requireDpop: z
    .boolean()
    .default(false)
    .describe("Issues tokens only with a DPoP proof (RFC 9449): a stolen one is worth nothing without the key."),
});

export type ClientConfig = z.output<typeof clientSchema>;
