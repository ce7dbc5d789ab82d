import type { AdapterPayload, ClientMetadata } from "oidc-provider";
import {
  type ClientLookup,
  clientMetadata,
  createClientLookup,
} from "#server/authorization-server/clients/client-lookup.ts";
import type { SelfDescribedClients } from "#server/authorization-server/clients/self-described-clients.ts";
import type { Catalog } from "#server/catalog/catalog.ts";

export interface DryClientsDeps {
  catalog: Pick<Catalog, "clients" | "resources">;
  selfDescribed: SelfDescribedClients;
  claimScopes: readonly string[];
}

/** The secret by which a dry run redeems codes for an app that has one. */
export const drySecret = "dry run";

/**
 * The clients as they are, except for how an app proves who it is: that is taken as done, because the question is about a person, and
 * no secret or key of an app is known here.
 */
export function createDryClients({ catalog, selfDescribed, claimScopes }: DryClientsDeps) {
  const described = {
    ...selfDescribed,
    /** From memory or the database: an app's document is not fetched. */
    async load(clientId: string) {
      const found = await selfDescribed.loadKnown(clientId);
      return found && { ...found, metadata: proven(found.metadata) };
    },
    save: async () => {},
    remove: async () => {},
    keep: async () => {},
  };
  const lookup = createClientLookup(catalog, described, claimScopes);
  const clients: ClientLookup = {
    ...lookup,
    secretMatches: (_clientId, secret) => secret === drySecret,
    metadata: () => [],
    listedMetadata(clientId) {
      const client = catalog.clients.find(clientId);
      return client && proven(clientMetadata(client, claimScopes));
    },
  };
  return { clients, selfDescribed: described };
}

function proven(metadata: AdapterPayload | ClientMetadata): AdapterPayload {
  const {
    require_pushed_authorization_requests: _pushed,
    dpop_bound_access_tokens: _dpop,
    tls_client_certificate_bound_access_tokens: _bound,
    tls_client_auth_subject_dn: _subject,
    ...rest
  } = metadata as Record<string, unknown>;
  if (rest["token_endpoint_auth_method"] === "none") return rest as AdapterPayload;
  const proof = { token_endpoint_auth_method: "client_secret_post", client_secret: drySecret };
  return { ...rest, ...proof } as AdapterPayload;
}
