import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { evenWithoutAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { clientActor } from "#server/admin/actors.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import { createCatalogEntryStore } from "#server/catalog/managed/catalog-entry-store.ts";
import { createManagedCatalog } from "#server/catalog/managed/create-managed-catalog.ts";
import { createSetUpExchange } from "#server/catalog/managed/set-up/create-set-up-exchange.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { testSettings } from "#tests/support/test-settings.ts";

const file = testSettings({ scopes: { read: { title: "Read", description: "Reads." } } });
const by = (...scopes: string[]) => clientActor({ clientId: "ops", scopes, person: undefined });
const whole = by("portico.admin");
const refused = expect.objectContaining({ code: "admin_not_allowed" });
const anyRevision = { ifMatch: undefined };

let database: Database;
let admin: Admin;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  const cipher = new TokenCipher(new KeyRing(file.secrets));
  const ends = {
    endClient: async () => ({ counts: {} }),
    narrowClient: async () => ({ counts: {} }),
    endAccessOfProvider: async () => ({}),
  };
  const parts = { file, store: createCatalogEntryStore(database), cipher, ends, keepAnAdmin: evenWithoutAdmin };
  const services = {
    managedCatalog: createManagedCatalog(parts),
    setUp: createSetUpExchange(parts),
  } satisfies Partial<AdminServices> as unknown as AdminServices;
  admin = createAdmin({ services, audit: { record: () => {}, flush: async () => {} } });
});
afterAll(() => database.close());
beforeEach(() => database.execute("DELETE FROM catalog_entries"));

const corp = { id: "corp", kind: "oidc", issuer: "https://corp.example", clientId: "portal", clientSecret: "of corp" };
const app = { clientId: "app", name: "App", redirectUris: ["https://app.example/cb"] };
const withSecret = { ...app, grantTypes: ["authorization_code"] };
const keysOf = async (kind: string) =>
  (await database.query<{ key: string }>("SELECT key FROM catalog_entries WHERE kind = $1", [kind])).map(
    (row) => row.key,
  );

describe("a provider, which says who people are", () => {
  const someone = by("portico.admin.providers", "portico.admin.setup", "portico.admin.clients");
  const stored = () => admin.call(whole, "providers.create", { entry: corp });

  it("is made only by those who may do everything", async () => {
    await expect(admin.call(someone, "providers.create", { entry: corp })).rejects.toEqual(refused);
    expect(await keysOf("providers")).toEqual([]);
    await stored();
    expect(await keysOf("providers")).toEqual(["corp"]);
  });

  it.each([
    ["another issuer", { issuer: "https://evil.example" }],
    ["linking by address", { linkVerifiedEmail: true }],
    ["groups of its own", { attributes: { groups: { constant: ["admins"] } } }],
    ["the network of the portal", { allowPrivateNetwork: true }],
  ])("gets %s only by those who may do everything", async (_, fields) => {
    await stored();
    const call = admin.call(someone, "providers.change", { providerId: "corp", fields }, anyRevision);
    await expect(call).rejects.toEqual(refused);
  });

  it("is disabled by those who may write providers, and enabled again only by those who may do everything", async () => {
    await stored();
    await admin.call(someone, "providers.disable", { providerId: "corp" });
    await expect(admin.call(someone, "providers.enable", { providerId: "corp" })).rejects.toEqual(refused);
    await admin.call(whole, "providers.enable", { providerId: "corp" });
  });

  it.each([false, true])("is imported only by those who may do everything (dry run: %s)", async (dryRun) => {
    const document = { providers: [corp] };
    await expect(admin.call(someone, "setup.import", { document, dryRun })).rejects.toEqual(refused);
    expect(await keysOf("providers")).toEqual([]);
    await admin.call(whole, "setup.import", { document, dryRun });
  });

  it("of GitHub can't have its people named by another host", async () => {
    const entry = { id: "github", clientId: "x", clientSecret: "of github", apiBaseUrl: "https://evil.example" };
    const call = admin.call(whole, "providers.create", { entry });
    await expect(call).rejects.toMatchObject({ code: "input_invalid", mistakes: [{ field: "apiBaseUrl" }] });
  });
});

describe("a client that reaches every person's data", () => {
  const someone = by("portico.admin.clients", "portico.admin.setup");
  const wide = [
    ["without a consent page", { firstParty: true }],
    ["that exchanges tokens", { exchangeScopes: ["read"] }],
  ] as const;

  it.each(wide)(
    "%s is made, changed, enabled and given secrets only by those who may do everything",
    async (_, reach) => {
      const clientId = app.clientId;
      await expect(admin.call(someone, "clients.create", { entry: { ...app, ...reach } })).rejects.toEqual(refused);
      await admin.call(someone, "clients.create", { entry: app, withSecret: true });
      const widened = admin.call(someone, "clients.change", { clientId, fields: reach }, anyRevision);
      await expect(widened).rejects.toEqual(refused);

      const { secrets } = await admin.call(whole, "clients.change", { clientId, fields: reach });
      const secretId = secrets[0]?.id ?? "";
      const acts = [
        () =>
          admin.call(someone, "clients.change", { clientId, fields: { redirectUris: ["https://evil.example/cb"] } }),
        () => admin.call(someone, "clients.rotate-secret", { clientId }),
        () => admin.call(someone, "clients.retire-secret", { clientId, secretId }),
        () => admin.call(someone, "setup.import", { document: { clients: [{ ...app, name: "Theirs" }] } }),
      ];
      for (const act of acts) await expect(act()).rejects.toEqual(refused);
      await admin.call(someone, "clients.disable", { clientId });
      await expect(admin.call(someone, "clients.enable", { clientId })).rejects.toEqual(refused);
    },
  );

  it("is imported only by those who may do everything", async () => {
    const document = { clients: [{ ...withSecret, firstParty: true }] };
    await expect(admin.call(someone, "setup.import", { document })).rejects.toEqual(refused);
    expect(await keysOf("clients")).toEqual([]);
  });

  it("counts as it is when the change is written, not as it was read before", async () => {
    await admin.call(someone, "clients.create", { entry: app, withSecret: true });
    const widened = admin.call(whole, "clients.change", { clientId: "app", fields: { scopes: ["portico.admin"] } });
    const rotated = admin.call(someone, "clients.rotate-secret", { clientId: "app" });
    await widened;
    await expect(rotated).rejects.toEqual(refused);
  });
});

it("refuses a client with the id that the portal's own tokens carry", async () => {
  const call = admin.call(whole, "clients.create", { entry: { ...app, clientId: "portico-bff" } });
  await expect(call).rejects.toMatchObject({ code: "input_invalid", mistakes: [{ field: "clientId" }] });
});

describe("an export with the hashes of secrets", () => {
  const options = { withSecretHashes: true };

  it("needs the permission to write a set-up", async () => {
    const reader = by("portico.admin.read");
    expect(await admin.call(reader, "setup.export", {})).toMatchObject({ clients: [] });
    await expect(admin.call(reader, "setup.export", options)).rejects.toEqual(refused);
    await admin.call(by("portico.admin.setup"), "setup.export", options);
  });

  it("needs a person's sign-in of the last 15 minutes", async () => {
    const person = (secondsAgo: number) => {
      const signedInAtSeconds = Math.floor(Date.now() / 1000) - secondsAgo;
      const ada = { userId: "ada", roles: ["admin"], signedInAtSeconds };
      return clientActor({ clientId: "desk", scopes: ["portico.admin"], person: ada });
    };
    const stale = person(16 * 60);
    await expect(admin.call(stale, "setup.export", options)).rejects.toMatchObject({ code: "fresh_sign_in_required" });
    await admin.call(stale, "setup.export", {});
    await admin.call(person(60), "setup.export", options);
  });
});
