import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { bffClientId } from "#server/config/clients/bff-client-id.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { createClientLookup } from "./client-lookup.ts";

const hash = (secret: string) => createHash("sha256").update(secret).digest("base64url");
const settings = (change: Partial<ClientSettings>): ClientSettings =>
  ({
    clientId: "app",
    name: "App",
    redirectUris: ["https://app.example/callback"],
    postLogoutRedirectUris: [],
    grantTypes: ["authorization_code"],
    scopes: ["openid", "calendar:read"],
    secretHashes: [],
    applicationType: "web",
    ...change,
  }) as unknown as ClientSettings;
const catalog = (change: Partial<ClientSettings>) =>
  createClientLookup(createCatalog({ ...testSettings(), clients: [settings(change)] }));

describe("client secrets", () => {
  it("are accepted two at a time, for rotation", () => {
    const { secretMatches } = catalog({ secretHashes: [hash("new"), hash("old")] });
    expect(["new", "old", "other", "", hash("new")].map((secret) => secretMatches("app", secret))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("of an unknown client, a public one and the BFF's own are never right", () => {
    const { secretMatches } = catalog({});
    for (const id of ["nobody", "app", bffClientId]) expect(secretMatches(id, "")).toBe(false);
  });
});

describe("an entry with the BFF's own client id, which the settings refuse", () => {
  it("is no client", () => {
    const entry = { clientId: bffClientId, secretHashes: [hash("x")], firstParty: true };
    const lookup = catalog(entry);
    expect(lookup.find(bffClientId)).toBeUndefined();
    expect(lookup.isListed(bffClientId)).toBe(false);
    expect(lookup.secretMatches(bffClientId, "x")).toBe(false);
    expect(lookup.metadata().filter((one) => one.client_id === bffClientId)).toHaveLength(1);
  });
});

describe("client metadata", () => {
  const method = (change: Partial<ClientSettings>) => catalog(change).metadata()[0]?.token_endpoint_auth_method;

  it("says how a client authenticates by what it has, unless told", () => {
    expect(method({})).toBe("none");
    expect(method({ secretHashes: [hash("x")] })).toBe("client_secret_basic");
    expect(method({ jwksUri: "https://app.example/jwks" })).toBe("private_key_jwt");
    expect(method({ secretHashes: [hash("x")], tokenEndpointAuthMethod: "client_secret_post" })).toBe(
      "client_secret_post",
    );
  });

  it("lets a service have no redirect address, and asks the library only about scopes that it knows", () => {
    const [service] = catalog({ grantTypes: ["client_credentials"] }).metadata();
    expect(service).toMatchObject({ redirect_uris: [], response_types: [], scope: "openid" });
  });
});
