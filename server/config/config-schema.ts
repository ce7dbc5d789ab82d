import { METHODS } from "node:http";
import { z } from "zod";

/**
 * Of an optional setting whose absence means something else, not merely less: another provider, a public client, everybody's
 * host. Such a one is left out, or it has a value; undefined is an environment variable that nobody set.
 */
const decisive = { decisive: true };

const absoluteUrl = z.url({ protocol: /^https?$/ });
const seconds = z.number().int().positive();
/** A timer of Node's that is to wait longer than 2^31 - 1 ms doesn't wait at all. */
const timerSeconds = seconds.max(2_147_483, "at most 2147483, which is 24 days");
const resourceIdentifier = absoluteUrl.refine(
  (url) => !url.includes("#"),
  "a resource identifier has no fragment (RFC 8707 §2): leave out # and what follows",
);
const languageCode = z.string().regex(/^[a-z]{2,3}$/, "a language code: en, de, …");
const scopeName = z
  .string()
  .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, "a scope is printable ASCII without space, quote or backslash");

/** RFC 6749 appendices A.1 and A.2. Anything else never gets through HTTP Basic, where each side encodes it otherwise. */
const credential = (what: string) =>
  z.string().regex(/^[\x20-\x7E]*$/, `${what} is printable ASCII (RFC 6749 A.1, A.2): no umlauts, no line ends`);
const clientId = credential("a client id").min(1);
const clientSecret = credential("a client secret").min(1);

const headerName = z.string().regex(/^[a-z0-9-]+$/, "a header's name in lower case");

const tokenKind = z
  .union([
    z.enum(["none", "user", "client", "user_or_client", "user_or_none"]),
    z.templateLiteral(["provider:", z.string().min(1)]),
  ])
  .describe(
    "Which token the BFF attaches: none, user (our access token for the API's audience), client (client credentials), user_or_client, user_or_none, or provider:<id> (the person's token at that provider).",
  );

const secretHash = z
  .string()
  .regex(
    /^sha256:[\w-]{43}$/,
    "sha256: and 43 characters of base64url, as `npm run portico -- client-secret` prints it",
  );

/** CONNECT would open a tunnel, and TRACE show the attached token to the caller. */
const refusedMethods = ["CONNECT", "TRACE"];
const httpMethod = z
  .string()
  .refine(
    (method) => METHODS.includes(method) && !refusedMethods.includes(method),
    "a method in capitals that Node knows (GET, PROPFIND, QUERY, …), but neither CONNECT nor TRACE",
  );

export const providerSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes")
    .describe(
      "Part of the callback URL. google, microsoft-entra-id, github, any Auth.js built-in, or your own name with type oidc.",
    ),
  type: z.enum(["builtin", "oidc"]).default("builtin").describe("oidc: any OpenID Connect provider, by its issuer."),
  name: z.string().min(1).optional().describe("As in “Continue with …”."),
  clientId,
  clientSecret: clientSecret.optional().meta(decisive).describe("Left out for a public client that uses PKCE only."),
  issuer: absoluteUrl
    .optional()
    .meta(decisive)
    .describe("Required for type oidc; for microsoft-entra-id the tenant's issuer."),
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

export const apiSchema = z.strictObject({
  target: absoluteUrl.describe("Where requests go: scheme, host and base path. Never taken from the request."),
  token: tokenKind.default("user"),
  audience: resourceIdentifier
    .optional()
    .meta(decisive)
    .describe("The resource identifier our access tokens are issued for; default: target."),
  scopes: z
    .array(scopeName)
    .default([])
    .describe("Scopes of the attached token, or those the provider's token must have."),
  methods: z
    .array(httpMethod)
    .min(1)
    .default(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
    .describe(
      "Any that Node knows (OPTIONS, PROPFIND, REPORT, QUERY, …), but CONNECT and TRACE; anything else is 405.",
    ),
  paths: z
    .array(z.string().startsWith("/"))
    .min(1)
    .default(["/"])
    .describe("Path prefixes (whole segments) under /bff/api/{name} that are passed on; anything else is 404."),
  rewrite: z
    .record(z.string().startsWith("/"), z.string().startsWith("/"))
    .default({})
    .describe(
      "What stands at the API in place of a prefix of paths: { “/v1”: “/api/2026” } sends /v1/notes as /api/2026/notes, “/” strips the prefix.",
    ),
  allowEncodedSlashes: z
    .boolean()
    .default(false)
    .describe(
      "Passes a path with %2F on as it came, for APIs that have it inside a name (GitLab, RabbitMQ, npm). It never counts as a slash, neither in paths nor in rewrite.",
    ),
  websocket: z.boolean().default(false),
  csrf: z.literal(true).default(true).describe("Can't be switched off."),
  connectTimeoutSeconds: timerSeconds.default(5),
  firstByteTimeoutSeconds: timerSeconds.default(30),
  idleTimeoutSeconds: timerSeconds
    .default(60)
    .describe(
      "Between two chunks of a body; raise it for quiet event streams. A request’s small body has to come whole in this time, a large one with 1 KB a second.",
    ),
  maxRequestBytes: z.number().int().positive().optional(),
  requestsPerMinute: z.number().int().positive().optional().describe("Per session; unset: the default of rateLimits."),
  requestHeaders: z.record(z.string(), z.string()).default({}).describe("Added to every request to the API."),
  responseHeaders: z
    .strictObject({ allow: z.array(z.string()).optional(), deny: z.array(z.string()).optional() })
    .refine(({ allow, deny }) => allow === undefined || deny === undefined, "has either allow or deny")
    .default({})
    .describe(
      "allow: the only headers that reach the browser, besides those that describe the body and how it may be kept; or deny: those that don't. What never does (cookies, CORS) needn't be named.",
    ),
  clientCredentials: z
    .strictObject({
      issuer: absoluteUrl,
      clientId,
      clientSecret,
    })
    .optional()
    .describe("For token kind client: get the token from this issuer instead of from Portico itself."),
});

export const resourceSchema = z.strictObject({
  identifier: resourceIdentifier.describe("The audience (RFC 8707 resource indicator)."),
  name: z.string().min(1).describe("What the consent page calls it."),
  translations: z
    .record(languageCode, z.strictObject({ name: z.string().min(1) }))
    .default({})
    .describe("The same in other languages, by language code: `de`."),
  scopes: z.array(scopeName).default([]),
  accessTokenFormat: z
    .enum(["opaque", "jwt"])
    .default("opaque")
    .describe("opaque: revocable at once by introspection. jwt: RFC 9068, checked by the API itself, minutes-short."),
  accessTokenAlgorithm: z
    .enum(["ES256", "RS256"])
    .default("ES256")
    .describe("Signs its JWT access tokens. RS256 for APIs whose library takes nothing else."),
  accessTokenSeconds: seconds.optional().describe("Default: 600 for opaque, 300 for jwt."),
  openTo: z
    .array(z.enum(["registered", "documents"]))
    .default([])
    .describe(
      "Which apps that are not in clients may ask people for this API: registered (they registered themselves), documents (they are known by a document); see docs/assistants.md.",
    ),
  openScopes: z
    .array(scopeName)
    .min(1)
    .optional()
    .meta(decisive)
    .describe("Of scopes, those that such apps may ask for. Default: all."),
  checksStatusLists: z
    .boolean()
    .default(false)
    .describe(
      "For jwt: the API looks up its tokens in Portico's status lists (docs/protect-an-api.md), so that pages may say that they end within seconds.",
    ),
});

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
      "Puts what the granted scopes tell (name, e-mail address) into its ID tokens too, for libraries that never ask userinfo.",
    ),
  apiTokenFirst: z
    .boolean()
    .default(false)
    .describe(
      "Issues the API's access token, not one for userinfo, where openid and scopes of one API are asked for together and the token request names no resource. For libraries that can't name one.",
    ),
  scopes: z.array(scopeName).default(["openid", "profile", "email", "offline_access"]),
  optionalScopes: z.array(scopeName).default([]).describe("Scopes that the person may untick on the consent page."),
  resources: z.array(absoluteUrl).default([]).describe("Resource identifiers this client may get tokens for."),
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

export const configSchema = z.strictObject({
  branding: z
    .strictObject({
      name: z.string().min(1).default("Portico"),
      logoUrl: z.string().optional(),
      accent: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/)
        .optional()
        .describe("Accent colour, #rrggbb."),
      supportUrl: absoluteUrl.optional(),
      termsUrl: absoluteUrl.optional(),
      privacyUrl: absoluteUrl.optional(),
    })
    .prefault({}),
  session: z
    .strictObject({
      idleSeconds: seconds.default(60 * 60 * 8),
      absoluteSeconds: seconds.default(60 * 60 * 24 * 7),
    })
    .prefault({}),
  providers: z.array(providerSchema).default([]),
  apis: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes"), apiSchema)
    .default({})
    .describe("What /bff/api/{name}/… passes on, by name."),
  resources: z.array(resourceSchema).default([]).describe("APIs that connected apps get tokens for."),
  clients: z.array(clientSchema).default([]).describe("Connected apps and services."),
  scopes: z
    .record(
      scopeName,
      z.strictObject({
        title: z.string().min(1),
        description: z.string().min(1),
        sensitivity: z.enum(["low", "medium", "high"]).default("medium"),
        translations: z
          .record(languageCode, z.strictObject({ title: z.string().min(1), description: z.string().min(1) }))
          .default({})
          .describe("The same in other languages, by language code: `de`."),
      }),
    )
    .default({})
    .describe("What the consent page says about each scope."),
  frontendOrigins: z
    .array(absoluteUrl)
    .default([])
    .describe("Your own frontends on other origins that may call /bff/ with credentials (exact CORS)."),
  forwardAuth: z
    .strictObject({
      domains: z
        .array(z.string().min(1))
        .default([])
        .describe(
          "Hosts that forward auth may send people back to: exact, with port, or .example.com with its subdomains.",
        ),
      origins: z
        .array(absoluteUrl)
        .default([])
        .describe(
          "Apps on other hosts that forward auth protects, e.g. https://grafana.example.org: their /oauth2/ comes to Portico. Needs trustedProxies.",
        ),
    })
    .prefault({})
    .describe("For nginx auth_request, Caddy forward_auth and Traefik ForwardAuth; see docs/forward-auth.md."),
  acrValues: z
    .array(scopeName)
    .default([])
    .describe(
      "Which acr your providers give, for discovery; apps that ask for acr are told what the provider said, else “0”.",
    ),
  trustedProxies: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Addresses (or CIDR ranges) whose X-Forwarded-For is believed for the client's address, and whose X-Forwarded-Host for forwardAuth.origins.",
    ),
  mutualTls: z
    .strictObject({
      certificateHeader: headerName.default("x-ssl-client-cert"),
      verifiedHeader: headerName
        .default("x-ssl-client-verify")
        .describe("SUCCESS when the proxy found the certificate issued by an authority that it trusts."),
    })
    .optional()
    .describe(
      "Client certificates, as headers of a proxy among trustedProxies; see docs/mutual-tls/nginx.conf. Unset: off.",
    ),
  rateLimits: z
    .strictObject({
      signInPerMinute: z.number().int().positive().default(120).describe("Per client address."),
      tokenPerMinute: z
        .number()
        .int()
        .positive()
        .default(600)
        .describe(
          "Per client address: token, PAR, device, registration; authorization requests apart. What an address leaves in the database by requests that nobody has answered is limited along with it: 16 kB for each, in half an hour.",
        ),
      bffPerMinute: z.number().int().positive().optional().describe("Per session and API; unset: unlimited."),
    })
    .prefault({}),
  dynamicRegistration: z
    .strictObject({
      initialAccessTokens: z
        .array(
          z
            .string()
            .min(32)
            .regex(/^[A-Za-z0-9._~+/-]+=*$/, "what fits behind “Bearer”: letters, digits and ._~+/-"),
        )
        .default([])
        .describe("Apps register with one of these, e.g. made by `openssl rand -hex 32`."),
      open: z
        .boolean()
        .default(false)
        .describe(
          "Apps may register without a token too, as assistants do: public ones only, asked as not reviewed, forgotten after a week unless a person allowed them.",
        ),
    })
    .refine(
      ({ initialAccessTokens, open }) => open || initialAccessTokens.length > 0,
      "needs initialAccessTokens, or open: true",
    )
    .optional()
    .describe("Apps may register themselves (RFC 7591, 7592). Unset: off."),
  clientIdMetadataDocuments: z
    .strictObject({
      allowedHosts: z
        .array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/, "a host name in lower case, with a port if it isn't 443"))
        .min(1)
        .optional()
        .meta(decisive)
        .describe("The hosts whose apps may come; unset: any public host's."),
      allowPrivateNetwork: z
        .boolean()
        .default(false)
        .describe("Fetch documents from private addresses too, for apps inside your own network."),
    })
    .optional()
    .describe(
      "Apps may use the https address of a document about themselves as client_id, without registering; see docs/authorization-server.md. Unset: off.",
    ),
  playground: z
    .boolean()
    .optional()
    .describe(
      "Offers the API playground at /playground to everybody who is signed in; it names the APIs and their audiences. Default: on in demo mode and development (PORTICO_URL is this computer), else off.",
    ),
  auditRetentionDays: z.number().int().positive().default(400),
});

export type ProviderConfig = z.output<typeof providerSchema>;
export type ApiConfig = z.output<typeof apiSchema>;
export type ResourceConfig = z.output<typeof resourceSchema>;
export type ClientConfig = z.output<typeof clientSchema>;
export type PorticoConfig = z.input<typeof configSchema>;
export type ResolvedConfig = z.output<typeof configSchema>;
