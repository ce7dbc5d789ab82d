import type { KoaContextWithOIDC } from "oidc-provider";
import type { KnownPerson } from "#server/accounts/account-claims.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { ClaimPlace, ClaimRule } from "#server/claims/claim-rule.ts";
import { clientClaimRules } from "#server/claims/client-claim-rules.ts";
import { releaseClaims } from "#server/claims/release-claims.ts";
import { bffClientId } from "#server/config/clients/bff-client-id.ts";
import type { ClientSettings, Settings } from "#server/config/settings.ts";
import { createCutClaimWarning } from "#server/http/log/cut-claim-warning.ts";
import type { Logger } from "#server/http/log/logger.ts";

export interface ClaimReleaseDeps {
  settings: Pick<Settings, "claims">;
  clients: Pick<ClientLookup, "find">;
  findPerson(userId: string, clientId: string | undefined): Promise<KnownPerson | undefined>;
  log: Pick<Logger, "warn">;
}

/** A token that is issued or introspected. */
export interface ReleasedToken {
  clientId?: string | undefined;
  accountId?: string | undefined;
  scopes: ReadonlySet<string>;
}

type Claims = Record<string, unknown>;

/** What the operator's rules release to apps, by client, place and the scopes that the person allowed. */
export interface ClaimRelease {
  /** For an ID token or UserInfo of the request. */
  toApp(ctx: KoaContextWithOIDC, place: "id_token" | "userinfo", person: KnownPerson): Claims;
  /** For an access token of the request and its introspection; nothing for a token without a person. */
  inToken(ctx: KoaContextWithOIDC, place: "access_token" | "introspection", token: ReleasedToken): Promise<Claims>;
}

export function createClaimRelease({ settings, clients, findPerson, log }: ClaimReleaseDeps): ClaimRelease {
  const rulesOf = new WeakMap<ClientSettings, readonly ClaimRule[]>();
  const warnOfCut = createCutClaimWarning(log);

  function rulesFor(clientId: string): readonly ClaimRule[] {
    const client = clients.find(clientId);
    // The portal's own client has no settings of its own.
    if (!client) return clientId === bffClientId ? settings.claims.rules : [];
    const known = rulesOf.get(client) ?? clientClaimRules(settings.claims.rules, client.claims);
    rulesOf.set(client, known);
    return known;
  }

  function release(
    clientId: string,
    place: ClaimPlace,
    known: KnownPerson,
    scopes: ReadonlySet<string> | undefined,
  ): Claims {
    const { claims, cut } = releaseClaims(rulesFor(clientId), place, known.person, scopes);
    warnOfCut(cut, { place, client: clientId, user: known.person.userId });
    return claims;
  }

  return {
    toApp: (ctx, place, known) => release(String(ctx.oidc.client?.clientId), place, known, grantedOf(ctx, place)),

    async inToken(ctx, place, { clientId = "", accountId, scopes }) {
      if (accountId === undefined || !rulesFor(clientId).some((rule) => rule.in.includes(place))) return {};
      const known = await findPerson(accountId, clientId);
      if (!known) return {};
      const granted = ctx.oidc.entities.Grant?.getOIDCScope().split(" ") ?? [];
      return release(clientId, place, known, clientId === bffClientId ? undefined : new Set([...granted, ...scopes]));
    },
  };
}

/** The scopes that the app asked for in this request and the person allowed. */
function grantedOf({ oidc }: KoaContextWithOIDC, place: "id_token" | "userinfo"): ReadonlySet<string> {
  const { Grant, AccessToken, AuthorizationCode, RefreshToken, DeviceCode } = oidc.entities;
  // A token for an API has its scopes only; what else was asked for stands in what it was issued for.
  const source = place === "userinfo" || AccessToken?.aud === undefined ? AccessToken : undefined;
  const asked = new Set((source ?? RefreshToken ?? AuthorizationCode ?? DeviceCode ?? AccessToken)?.scopes);
  const narrowed = typeof oidc.params?.["scope"] === "string" ? oidc.params["scope"].split(" ") : undefined;
  const wanted = narrowed ? new Set(narrowed.filter((scope) => asked.has(scope))) : asked;
  return new Set(Grant?.getOIDCScopeFiltered(wanted).split(" "));
}
