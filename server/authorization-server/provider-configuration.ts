import { type Configuration, errors, interactionPolicy } from "oidc-provider";
import { createOutgoingFetch, longestKeySet } from "#server/authorization-server/clients/outgoing-fetch.ts";
import { frontchannelLogoutMetadata } from "#server/authorization-server/clients/registration-policy.ts";
import { accessPrompt } from "#server/authorization-server/consent/access-prompt.ts";
import { firstPartyPrompt } from "#server/authorization-server/consent/first-party-grant.ts";
import { newPlaceCheck } from "#server/authorization-server/consent/new-place-check.ts";
import { requestPath } from "#server/authorization-server/consent/way-back.ts";
import { implyOfflineAccess, keepOfflineAccess } from "#server/authorization-server/library/offline-access.ts";
import { noLevel } from "#server/authorization-server/library/session-acr.ts";
import { tokenLifetimes } from "#server/authorization-server/records/token-lifetimes.ts";
import { allowOwnOrigins } from "#server/authorization-server/requests/cross-origin.ts";
import { addStatusClaim } from "#server/authorization-server/status-lists/add-status-claim.ts";
import { actorClaims, keepExchangedSubject } from "#server/authorization-server/tokens/token-exchange.ts";
import { offlineScope, standardScopeNames } from "#server/claims/standard-scopes.ts";
import { claimsOfScope } from "#server/claims/told-claims.ts";
import { providerFeatures } from "./provider-features.ts";
import type { ProviderParts } from "./provider-parts.ts";

const proofSignatures = ["ES256", "RS256", "PS256", "EdDSA", "Ed25519"] as const;

/** oidc-provider as Portico runs it: every gap that its defaults leave open is closed here (docs/decisions). */
export function providerConfiguration(parts: ProviderParts): Configuration {
  const { settings, clients } = parts;
  // No HS*: client secrets are known as hashes only. No "none". They change with the keys (replaceSigningKeys).
  const signatures = parts.signingKeys.algorithms;
  const cookiePrefix = settings.secure ? "__Secure-portico" : "portico";
  return {
    adapter: parts.adapter,
    jwks: { keys: [...parts.signingKeys.signing] },
    clients: clients.metadata(),
    clientDefaults: { grant_types: ["authorization_code"], response_types: ["code"] },
    clientAuthMethods: [
      ...(["client_secret_basic", "client_secret_post", "private_key_jwt", "none"] as const),
      ...(parts.certificates ? (["tls_client_auth", "self_signed_tls_client_auth"] as const) : []),
    ],
    findAccount: parts.findAccount,
    loadExistingGrant: parts.loadExistingGrant,
    scopes: [...standardScopeNames, ...settings.claims.scopes],
    acrValues: [noLevel, ...settings.acrValues],
    claims: {
      ...releasableClaims(settings.claims),
      acr: null,
      amr: null,
      auth_time: null,
      sid: null,
      iss: null,
    },
    responseTypes: ["code"],
    pkce: { required: (_ctx, client) => clients.find(client.clientId)?.requirePkce !== false },
    allowOmittingSingleRegisteredRedirectUri: false,
    enableHttpPostMethods: true,
    rotateRefreshToken: true,
    issueRefreshToken: (_ctx, client, source) =>
      client.grantTypeAllowed("refresh_token") && source.scopes.has(offlineScope),
    // Consent outlives a replayed code, a revoked token and a sign-out: only removing access on /connected-apps ends it.
    revokeGrantPolicy: () => false,
    extraTokenClaims: (ctx) => actorClaims(ctx),
    formats: {
      customizers: {
        async jwt(ctx, token, jwt) {
          keepExchangedSubject(ctx, token, jwt);
          if (token.kind === "AccessToken") {
            Object.assign(jwt.payload, await parts.release.inToken(ctx, "access_token", token));
          }
          await addStatusClaim(parts.recordJwt, token, jwt);
        },
      },
    },
    extraParams: {
      access_type: (ctx) => {
        keepOfflineAccess(ctx);
        implyOfflineAccess(ctx, clients);
      },
    },
    ttl: tokenLifetimes(settings.session),
    routes: {
      authorization: "/oauth2/authorize",
      token: "/oauth2/token",
      pushed_authorization_request: "/oauth2/par",
      introspection: "/oauth2/introspect",
      revocation: "/oauth2/revoke",
      userinfo: "/oauth2/userinfo",
      device_authorization: "/oauth2/device_authorization",
      // A page of the portal; the library only names it to devices (verification_uri) and never gets to see it.
      code_verification: "/device",
      registration: "/oauth2/register",
      end_session: "/oauth2/end-session",
      jwks: "/oauth2/jwks",
    },
    cookies: {
      // The library's session cookie never leaves (see strip-session-cookies.ts); the other two are bound to one path each.
      names: {
        session: `${cookiePrefix}-op-session`,
        interaction: `${cookiePrefix}-interaction`,
        resume: `${cookiePrefix}-resume`,
      },
      keys: parts.keys.keys("oidc-cookie").map(({ bytes }) => Buffer.from(bytes).toString("base64url")),
      // This one is stripped; the library demands "none" before it takes a posted authorization request.
      long: { httpOnly: true, sameSite: "none", secure: settings.secure },
      short: { httpOnly: true, sameSite: "lax", secure: settings.secure },
    },
    interactions: {
      // Where the person answers, in the language that the app asked for.
      url: (ctx, interaction) => requestPath(parts.notes, interaction, { clientUri: ctx.oidc.client?.clientUri }),
      policy: promptPolicy(parts),
    },
    renderError: parts.errors.render,
    clientBasedCORS: allowOwnOrigins,
    fetch: createOutgoingFetch(parts.catalog, parts.fetchOfStrangers),
    // Without end by default; sector identifiers are not offered.
    fetchResponseBodyLimits: { jwks_uri: longestKeySet, sector_identifier_uri: 0 },
    // RFC 7523 §3, RFC 9700: the audience of a client assertion is the issuer, nothing derived from a Host header.
    assertJwtClientAuthClaimsAndHeader: (ctx, claims) => {
      if (claims["aud"] !== ctx.oidc.issuer) throw new errors.InvalidClientAuth("aud must be the issuer");
    },
    enabledJWA: {
      idTokenSigningAlgValues: [...signatures],
      userinfoSigningAlgValues: [...signatures],
      introspectionSigningAlgValues: [...signatures],
      authorizationSigningAlgValues: [...signatures],
      clientAuthSigningAlgValues: [...proofSignatures],
      requestObjectSigningAlgValues: [...proofSignatures],
      dPoPSigningAlgValues: [...proofSignatures],
    },
    discovery: {
      status_list_aggregation_endpoint: parts.statusListAggregation,
      ...(settings.clientIdMetadataDocuments ? { client_id_metadata_document_supported: true } : {}),
      // The library has no front-channel logout any more: see frontchannel-logout.ts.
      frontchannel_logout_supported: true,
      frontchannel_logout_session_supported: true,
    },
    extraClientMetadata: { properties: frontchannelLogoutMetadata },
    features: providerFeatures(parts),
  };
}

/** The claims of each scope, which discovery lists; those of the rules are released in account-lookup.ts. */
function releasableClaims({ rules, scopes }: ProviderParts["settings"]["claims"]): Record<string, string[]> {
  const named = [...standardScopeNames, ...scopes].map((scope): [string, string[]] => {
    const ofRules = rules.filter((rule) => rule.scope === scope && rule.in.some((place) => appPlaces.has(place)));
    return [scope, [...new Set([...(claimsOfScope[scope] ?? []), ...ofRules.map(({ claim }) => claim)])]];
  });
  return Object.fromEntries(named.filter(([, claims]) => claims.length > 0));
}

const appPlaces: ReadonlySet<string> = new Set(["id_token", "userinfo"]);

/**
 * select_account is asked before anything else, and answered like a sign-in; first-party apps are granted before consent, and not
 * before the person may use the app.
 */
function promptPolicy(parts: ProviderParts) {
  const policy = interactionPolicy.base();
  policy.get("consent")?.checks.add(newPlaceCheck());
  policy.add(firstPartyPrompt(parts), policy.length - 1);
  policy.add(accessPrompt(parts), policy.length - 2);
  policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  return policy;
}
