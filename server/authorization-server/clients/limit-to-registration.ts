import type { AdapterPayload } from "oidc-provider";
import { isStandardScope, offlineScope } from "#server/claims/standard-scopes.ts";
import { bffClientId } from "#server/config/clients/bff-client-id.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import type { ClientLookup } from "./client-lookup.ts";
import type { ResourcePolicy } from "./resource-policy.ts";

const accessTokens: ReadonlySet<string> = new Set(["AccessToken", "ClientCredentials"]);
const sources: ReadonlySet<string> = new Set(["RefreshToken", "AuthorizationCode", "DeviceCode"]);

/** What of a code or token counts, as its client and its API are now; `undefined` when it counts no more. */
export type LimitToRegistration = (model: string, payload: AdapterPayload) => AdapterPayload | undefined;

/**
 * Holds codes and tokens to what their client may have now, because it may have had more when they were issued.
 *
 * An access token that says more counts no more. Codes and refresh tokens lose what is too much: the next access token is within
 * the limits. What the client has at an API is decided again when a token for it is issued (resource-policy.ts).
 */
export function createLimitToRegistration(
  clients: Pick<ClientLookup, "find" | "isListed">,
  resources: Pick<ResourcePolicy, "scopesFor">,
): LimitToRegistration {
  function fits(client: ClientSettings, payload: AdapterPayload): boolean {
    const asked = words(payload.scope);
    const [audience] = [payload.aud].flat();
    if (audience === undefined) return asked.every((scope) => mayHave(client, scope, clients));
    if (!client.resources.includes(audience)) return false;
    const allowed = resources.scopesFor(client.clientId, audience);
    return asked.every((scope) => allowed.includes(scope));
  }

  return (model, payload) => {
    const isSource = sources.has(model);
    if (!isSource && !accessTokens.has(model)) return payload;
    const { clientId } = payload;
    const client = clientId === undefined || clientId === bffClientId ? undefined : clients.find(clientId);
    // Of an unknown client the library finds out itself.
    if (!client) return payload;
    if (!isSource) return fits(client, payload) ? payload : undefined;
    return withoutExcess(client, payload, clients);
  };
}

function withoutExcess(client: ClientSettings, payload: AdapterPayload, clients: Listed): AdapterPayload {
  const scopes = words(payload.scope).filter((scope) => mayHave(client, scope, clients));
  const { resource } = payload as { resource?: string | string[] };
  const left = [resource ?? []].flat().filter((identifier) => client.resources.includes(identifier));
  return {
    ...payload,
    ...(payload.scope === undefined ? {} : { scope: scopes.join(" ") }),
    ...(resource === undefined ? {} : { resource: Array.isArray(resource) ? left : left[0] }),
  };
}

type Listed = Pick<ClientLookup, "isListed">;

/**
 * Scopes of APIs are limited by their resource. A client that is registered for no standard scope at all may ask for each. One that
 * describes itself needn't name offline_access: the portal asks for it in the client's place (offline-access.ts).
 */
function mayHave({ clientId, scopes, grantTypes }: ClientSettings, scope: string, clients: Listed): boolean {
  if (!isStandardScope(scope) || scopes.includes(scope) || !scopes.some(isStandardScope)) return true;
  return scope === offlineScope && !clients.isListed(clientId) && grantTypes.includes("refresh_token");
}

function words(text: string | undefined): string[] {
  return (text ?? "").split(" ").filter(Boolean);
}
