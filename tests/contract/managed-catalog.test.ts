import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { evenWithoutAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { createCatalogEntryStore } from "#server/catalog/managed/catalog-entry-store.ts";
import { createManagedCatalog } from "#server/catalog/managed/create-managed-catalog.ts";
import { createManagedSources } from "#server/catalog/managed/managed-sources.ts";
import { createSetUpExchange } from "#server/catalog/managed/set-up/create-set-up-exchange.ts";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testSettings } from "#tests/support/test-settings.ts";

const by = "user:ada";
const printer = "https://api.example/printer";

const fileConfig = {
  resources: [{ identifier: "https://api.example/rooms", name: "Rooms", scopes: ["rooms:read"] }],
  scopes: { "rooms:read": { title: "See rooms", description: "Which rooms are free." } },
  clients: [{ clientId: "in-file", name: "In the file", redirectUris: ["https://file.example/cb"] }],
  providers: [
    { id: "corp", kind: "oidc", clientId: "portal", clientSecret: "of the file", issuer: "https://corp.example" },
  ],
} satisfies PorticoConfig;

const app = { clientId: "printer-app", name: "Printer app", redirectUris: ["https://printer.example/cb"] };

/** One process of a portal, as far as the catalog goes. */
async function startProcess(database: Database, config: PorticoConfig = fileConfig) {
  const file = testSettings(config);
  const cipher = new TokenCipher(new KeyRing(file.secrets));
  const store = createCatalogEntryStore(database);
  const logged: unknown[] = [];
  const log = { warn: (text: string, facts?: object) => void logged.push([text, facts]) };
  const catalog = createCatalog(file, {
    ...createManagedSources({ store, file, cipher, log }),
    notify: database.notify,
    log,
  });
  onTestFinished(() => catalog.close());
  await catalog.refresh();
  const ended: string[] = [];
  const parts = {
    file,
    store,
    cipher,
    ends: {
      endClient: async (_tx: unknown, _publish: unknown, id: string) => {
        ended.push(`end ${id}`);
        return { counts: { grants: 1 } };
      },
      narrowClient: async (_tx: unknown, _publish: unknown, id: string) => {
        ended.push(`narrow ${id}`);
        return { counts: { access_tokens: 2 } };
      },
      endAccessOfProvider: async (id: string) => {
        ended.push(`access by ${id}`);
        return { sessions: 3, apps: 2 };
      },
    },
    keepAnAdmin: evenWithoutAdmin,
  };
  const managed = createManagedCatalog(parts);
  const setUp = createSetUpExchange(parts);
  return { catalog, managed, setUp, ended, logged };
}

eachDatabase("managed catalog", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  const start = async () => {
    await database.execute("DELETE FROM catalog_entries");
    return startProcess(database);
  };

  describe("an entry of the database", () => {
    it("is served from the next refresh on, in the words of the file with what was left out filled in", async () => {
      const { catalog, managed } = await start();
      await managed.resources.create({ identifier: printer, name: "Printer", scopes: ["print"] }, { by });
      const made = await managed.clients.create({ ...app, resources: [printer], scopes: ["openid", "print"] }, { by });
      expect(made.entry).toMatchObject({ key: "printer-app", origin: "database", enabled: true, hasSecret: false });
      await catalog.refresh();
      expect(catalog.clients.find("printer-app")).toMatchObject({
        grantTypes: ["authorization_code", "refresh_token"],
        requirePkce: true,
        secretHashes: [],
      });
      expect(catalog.clients.originOf("printer-app")).toBe("database");
      expect(catalog.resources.find(printer)).toMatchObject({ accessTokenSeconds: 600, openScopes: ["print"] });
      expect(catalog.scopes.find("print")).toMatchObject({ title: "print", sensitivity: "medium", implied: true });

      await managed.scopes.create({ name: "print", title: "Print", description: "Uses the printer." }, { by });
      await catalog.refresh();
      expect(catalog.scopes.find("print")?.title).toBe("Print");
      expect(catalog.scopes.list().filter(({ name }) => name === "print")).toHaveLength(1);
    });

    it("may describe a standard scope, which the file leaves to the portal's words", async () => {
      const { catalog, managed } = await start();
      await managed.scopes.create({ name: "email", title: "Address", description: "Where to write." }, { by });
      await catalog.refresh();
      expect(catalog.scopes.find("email")?.title).toBe("Address");
    });

    it("is changed field by field, says what changed, and is served changed", async () => {
      const { catalog, managed } = await start();
      await managed.clients.create(app, { by });
      const { changes } = await managed.clients.change("printer-app", { name: "Printers", reviewed: true }, { by });
      expect(changes).toEqual([
        { field: "name", before: "Printer app", after: "Printers" },
        { field: "reviewed", before: undefined, after: true },
      ]);
      expect((await managed.clients.change("printer-app", { reviewed: null }, { by })).changes).toEqual([
        { field: "reviewed", before: true, after: undefined },
      ]);
      await catalog.refresh();
      expect(catalog.clients.find("printer-app")).toMatchObject({ name: "Printers", reviewed: false });
    });

    it("gets another revision with every change, and is not changed from an older one", async () => {
      const { managed } = await start();
      const { stored } = (await managed.clients.create(app, { by })).entry;
      const { revision } = stored ?? {};
      await managed.clients.change("printer-app", { name: "One" }, { by, revision });
      await expect(managed.clients.change("printer-app", { name: "Two" }, { by, revision })).rejects.toMatchObject({
        code: "revision_conflict",
      });
      for (const act of ["disable", "enable", "delete"] as const) {
        await expect(managed.clients[act]("printer-app", { by, revision })).rejects.toMatchObject({
          code: "revision_conflict",
        });
      }
      expect((await managed.clients.find("printer-app"))?.entry.name).toBe("One");
    });

    it("keeps its revision when a change changes nothing", async () => {
      const { managed } = await start();
      const { entry } = await managed.clients.create(app, { by });
      const again = await managed.clients.change("printer-app", { name: app.name }, { by });
      expect(again).toMatchObject({ changes: [], entry: { stored: { revision: entry.stored?.revision } } });
    });

    it("can't be made twice", async () => {
      const { managed } = await start();
      await managed.clients.create(app, { by });
      await expect(managed.clients.create(app, { by })).rejects.toMatchObject({ code: "entry_exists" });
    });

    it("can't get another key", async () => {
      const { managed } = await start();
      await managed.clients.create(app, { by });
      await expect(managed.clients.change("printer-app", { clientId: "other" }, { by })).rejects.toMatchObject({
        code: "input_invalid",
        mistakes: [{ field: "clientId" }],
      });
    });

    it("is gone when it is deleted, and unknown entries are not found", async () => {
      const { catalog, managed, ended } = await start();
      await managed.clients.create(app, { by });
      await managed.clients.delete("printer-app", { by });
      await catalog.refresh();
      expect(catalog.clients.find("printer-app")).toBeUndefined();
      expect(await managed.clients.find("printer-app")).toBeUndefined();
      expect(ended).toEqual(["end printer-app"]);
      await expect(managed.clients.delete("printer-app", { by })).rejects.toMatchObject({
        code: "admin_target_not_found",
      });
    });
  });

  describe("an entry of the file", () => {
    it("is listed and found, and refuses every change", async () => {
      const { managed } = await start();
      expect(await managed.clients.find("in-file")).toMatchObject({ origin: "settings", stored: undefined });
      expect(await managed.providers.find("corp")).toMatchObject({ origin: "settings", hasSecret: true });
      expect(JSON.stringify(await managed.providers.find("corp"))).not.toContain("of the file");
      const refused = { code: "entry_in_settings" };
      const changed = { name: "Mine" };
      await expect(managed.clients.change("in-file", changed, { by })).rejects.toMatchObject(refused);
      await expect(managed.clients.disable("in-file", { by })).rejects.toMatchObject(refused);
      await expect(managed.clients.delete("in-file", { by })).rejects.toMatchObject(refused);
      await expect(managed.clients.addSecret("in-file", { by })).rejects.toMatchObject(refused);
      await expect(managed.clients.create({ ...app, clientId: "in-file" }, { by })).rejects.toMatchObject(refused);
      await expect(
        managed.scopes.create({ name: "rooms:read", title: "Mine", description: "Mine" }, { by }),
      ).rejects.toMatchObject(refused);
    });

    it("wins over one of the database with its key, which can still be deleted", async () => {
      const { managed } = await start();
      await managed.clients.create(app, { by });
      const other = await startProcess(database, { clients: [{ ...app, name: "Of the file" }] });
      expect(other.catalog.clients.find("printer-app")?.name).toBe("Of the file");
      expect(other.logged).toEqual([
        [expect.stringContaining("the settings have the same key"), { kind: "clients", key: "printer-app" }],
      ]);
      await other.managed.clients.delete("printer-app", { by });
      expect((await database.query("SELECT 1 FROM catalog_entries")).length).toBe(0);
    });
  });

  describe("mistakes", () => {
    it("are those of the file's checks, by their path in the entry", async () => {
      const { managed } = await start();
      const wrong = { clientId: "x", nam: "X", redirectUris: [7], grantTypes: ["password"] };
      await expect(managed.clients.create(wrong, { by })).rejects.toMatchObject({
        code: "input_invalid",
        mistakes: expect.arrayContaining([
          {
            field: "nam",
            problem: expect.stringContaining("did you mean “name”"),
            fix: "Write name, or leave it out.",
          },
          expect.objectContaining({ field: "redirectUris.0" }),
          expect.objectContaining({ field: "grantTypes.0" }),
        ]),
      });
      const contradictory = { clientId: "x", name: "X", redirectUris: [], resources: ["https://nowhere.example"] };
      await expect(managed.clients.create(contradictory, { by })).rejects.toMatchObject({
        mistakes: [
          expect.objectContaining({ field: "redirectUris" }),
          expect.objectContaining({ field: "resources", problem: "“https://nowhere.example” is not declared." }),
        ],
      });
      await expect(
        managed.providers.create({ id: "microsoft-entra-id", clientId: "p", clientSecret: "s" }, { by }),
      ).rejects.toMatchObject({ mistakes: [expect.objectContaining({ field: "issuer" })] });
      expect((await database.query("SELECT 1 FROM catalog_entries")).length).toBe(0);
    });

    it("of an entry that was there before don't stand in the way of other changes", async () => {
      const { managed } = await start();
      await managed.clients.create({ ...app, resources: ["https://api.example/rooms"] }, { by });
      const other = await startProcess(database, {});
      await other.managed.clients.create({ ...app, clientId: "another" }, { by });
      await expect(other.managed.clients.change("printer-app", { name: "New" }, { by })).rejects.toMatchObject({
        mistakes: [expect.objectContaining({ field: "resources" })],
      });
      expect(other.catalog.clients.find("printer-app")?.name).toBe("Printer app");
    });
  });

  it("refuses to delete a resource or a scope that others name, and says which", async () => {
    const { managed } = await start();
    await managed.scopes.create({ name: "print", title: "Print", description: "Print." }, { by });
    await managed.resources.create({ identifier: printer, name: "Printer", scopes: ["print"] }, { by });
    await managed.clients.create({ ...app, resources: [printer], scopes: ["openid", "print"] }, { by });
    await expect(managed.resources.delete(printer, { by })).rejects.toMatchObject({
      code: "entry_in_use",
      facts: { used_by: "clients/printer-app" },
    });
    await expect(managed.scopes.delete("print", { by })).rejects.toMatchObject({
      code: "entry_in_use",
      facts: { used_by: `resources/${printer}, clients/printer-app` },
    });
    await managed.clients.delete("printer-app", { by });
    await managed.resources.delete(printer, { by });
    await managed.scopes.delete("print", { by });
  });

  describe("a client's secrets", () => {
    const service = { clientId: "night", name: "Night", grantTypes: ["client_credentials"] };

    it("are made here, shown once, at most two, and kept as SHA-256", async () => {
      const { catalog, managed } = await start();
      const { secret: first } = await managed.clients.create(service, { by });
      const { secret: second, changes } = await managed.clients.addSecret("night", { by });
      expect([first, second].map((secret) => secret?.reveal().startsWith("ptc_cs_"))).toEqual([true, true]);
      expect(changes).toEqual([{ field: "clientSecret", before: "1 set", after: "2 set" }]);
      await expect(managed.clients.addSecret("night", { by })).rejects.toMatchObject({
        mistakes: [expect.objectContaining({ field: "clientSecret" })],
      });
      await catalog.refresh();
      expect(catalog.clients.find("night")?.secretHashes).toHaveLength(2);
      const cells = JSON.stringify(await database.query("SELECT * FROM catalog_entries"));
      const found = await managed.clients.find("night");
      for (const secret of [first, second]) {
        expect(cells + JSON.stringify(found)).not.toContain(secret?.reveal());
      }

      const [newest, oldest] = found?.secrets ?? [];
      await managed.clients.retireSecret("night", oldest?.id ?? "", { by });
      await catalog.refresh();
      expect(catalog.clients.find("night")?.secretHashes).toHaveLength(1);
      await expect(managed.clients.retireSecret("night", oldest?.id ?? "", { by })).rejects.toMatchObject({
        code: "admin_target_not_found",
      });
      await expect(managed.clients.retireSecret("night", newest?.id ?? "", { by })).rejects.toMatchObject({
        mistakes: [expect.objectContaining({ field: "clientSecret" })],
      });
    });

    it("are not taken from the caller", async () => {
      const { managed } = await start();
      const given = { ...service, clientSecret: "a secret of somebody's own choice" };
      await expect(managed.clients.create(given, { by })).rejects.toMatchObject({
        mistakes: [expect.objectContaining({ field: "clientSecret" })],
      });
    });
  });

  describe("a provider's secret", () => {
    const okta = {
      id: "okta",
      kind: "oidc",
      issuer: "https://okta.example",
      clientId: "p",
      clientSecret: "sentinel-1",
    };

    it("is encrypted for its row, served to sign-in, and in no answer", async () => {
      const { catalog, managed } = await start();
      const made = await managed.providers.create(okta, { by });
      const { changes } = await managed.providers.change("okta", { clientSecret: "sentinel-2" }, { by });
      expect(changes).toEqual([{ field: "clientSecret", before: "1 set", after: "1 set" }]);
      await catalog.refresh();
      expect(catalog.providers.find("okta")?.clientSecret?.reveal()).toBe("sentinel-2");
      const cells = JSON.stringify(await database.query("SELECT * FROM catalog_entries"));
      const page = await managed.providers.list({ limit: 10 });
      expect(cells + JSON.stringify([made, page])).not.toContain("sentinel");
      await managed.providers.change("okta", { clientSecret: null }, { by });
      await catalog.refresh();
      expect(catalog.providers.find("okta")?.clientSecret).toBeUndefined();
    });

    it("that was copied to another row doesn't open, and the provider is not served without it", async () => {
      const { managed } = await start();
      await managed.providers.create(okta, { by });
      await managed.providers.create({ ...okta, id: "auth0", name: "Other" }, { by });
      await database.execute(
        "UPDATE catalog_entries SET secret = (SELECT secret FROM catalog_entries WHERE key = 'okta') WHERE key = 'auth0'",
      );
      const { catalog, logged } = await startProcess(database);
      expect(catalog.providers.find("auth0")).toBeUndefined();
      expect(catalog.providers.find("okta")).toBeDefined();
      expect(JSON.stringify(logged)).toContain("its secret can't be decrypted");
    });
  });

  describe("disabling", () => {
    it("takes an entry out of what is served until it is enabled, and ends what a client has both times", async () => {
      const { catalog, managed, ended } = await start();
      await managed.clients.create(app, { by });
      const { counts } = await managed.clients.disable("printer-app", { by });
      expect(counts).toEqual({ grants: 1 });
      await catalog.refresh();
      expect(catalog.clients.find("printer-app")).toBeUndefined();
      expect((await managed.clients.find("printer-app"))?.enabled).toBe(false);
      await managed.clients.disable("printer-app", { by });
      await managed.clients.enable("printer-app", { by });
      await catalog.refresh();
      expect(catalog.clients.find("printer-app")).toBeDefined();
      expect(ended).toEqual(["end printer-app", "end printer-app"]);
    });

    it("ends what people have by a provider where that is asked for", async () => {
      const { managed, ended } = await start();
      await managed.providers.create(
        { id: "okta", kind: "oidc", issuer: "https://okta.example", clientId: "p" },
        { by },
      );
      expect((await managed.providers.disable("okta", { by })).counts).toEqual({});
      // Only providers take it, so elsewhere it is refused instead of left out.
      const surplus = { by, endAccess: true };
      await expect(managed.clients.disable("printer-app", surplus)).rejects.toMatchObject({ code: "internal_error" });
      await managed.providers.enable("okta", { by });
      const counts = { sessions: 3, apps: 2 };
      expect((await managed.providers.disable("okta", { by, endAccess: true })).counts).toEqual(counts);
      expect((await managed.providers.delete("okta", { by, endAccess: true })).counts).toEqual(counts);
      expect(ended).toEqual(["access by okta", "access by okta"]);
    });
  });

  it("ends access tokens of a client that may do less, and of no other change", async () => {
    const { managed, ended } = await start();
    const two = ["https://printer.example/cb", "https://printer.example/cb2"];
    await managed.clients.create({ ...app, redirectUris: two, scopes: ["openid", "email"] }, { by });
    await managed.clients.change("printer-app", { name: "Other", scopes: ["openid", "email", "profile"] }, { by });
    expect(ended).toEqual([]);
    const narrower: object[] = [
      { scopes: ["openid"] },
      { redirectUris: [two[0]] },
      { grantTypes: ["authorization_code"] },
      { requireDpop: true },
    ];
    for (const fields of narrower) await managed.clients.change("printer-app", { ...fields }, { by });
    expect(ended).toEqual(narrower.map(() => "narrow printer-app"));
  });

  it("lists by pages in the order of keys, file and database together, and finds by a part of key or name", async () => {
    const { managed } = await start();
    for (const id of ["a", "z", "k"])
      await managed.clients.create({ ...app, clientId: id, name: `Client ${id}` }, { by });
    const first = await managed.clients.list({ limit: 2 });
    expect(first.entries.map(({ key }) => key)).toEqual(["a", "in-file"]);
    const second = await managed.clients.list({ limit: 2, after: first.next });
    expect(second).toMatchObject({ entries: [{ key: "k" }, { key: "z" }], next: undefined });
    const keysOf = async (search: string) =>
      (await managed.clients.list({ limit: 5, search })).entries.map(({ key }) => key);
    expect(await keysOf("client Z")).toEqual(["z"]);
    expect(await keysOf("FILE")).toEqual(["in-file"]);
    expect(await keysOf("%")).toEqual([]);
  });

  it("does not serve an entry that another version wrote or that the settings contradict, and starts nevertheless", async () => {
    const { managed } = await start();
    await managed.clients.create(app, { by });
    await managed.clients.create({ ...app, clientId: "from-later" }, { by });
    await managed.providers.create({ id: "okta", kind: "oidc", issuer: "https://okta.example", clientId: "p" }, { by });
    const newer = `UPDATE catalog_entries SET entry = '{"clientId":"from-later","later":true}' WHERE key = 'from-later'`;
    await database.execute(newer);
    const unsafe = `UPDATE catalog_entries SET entry = '{"id":"okta","kind":"oidc","clientId":"p"}' WHERE key = 'okta'`;
    await database.execute(unsafe);
    const { catalog, logged, managed: there } = await startProcess(database);
    expect(catalog.clients.list().map(({ clientId }) => clientId)).toEqual(["in-file", "printer-app"]);
    expect(catalog.providers.find("okta")).toBeUndefined();
    expect(JSON.stringify(logged)).toMatch(/another form.*it has mistakes|it has mistakes.*another form/);
    await there.clients.delete("printer-app", { by });
  });

  describe("export and import", () => {
    const okta = {
      id: "okta",
      kind: "oidc",
      issuer: "https://okta.example",
      clientId: "p",
      clientSecret: "sentinel-1",
    };

    async function startWithEntries() {
      const process = await start();
      const { managed } = process;
      await managed.scopes.create({ name: "print", title: "Print", description: "Print." }, { by });
      await managed.resources.create({ identifier: printer, name: "Printer", scopes: ["print"] }, { by });
      await managed.clients.create({ ...app, resources: [printer], scopes: ["openid", "print"] }, { by });
      const grantTypes = ["client_credentials"];
      await managed.clients.create({ clientId: "night", name: "Night", grantTypes }, { by });
      await managed.providers.create(okta, { by });
      return process;
    }
    const served = ({ catalog }: Awaited<ReturnType<typeof startProcess>>) => ({
      clients: new Set(catalog.clients.list()),
      resources: new Set(catalog.resources.list()),
      scopes: new Set(catalog.scopes.list()),
      providers: new Set(catalog.providers.list().map(({ clientSecret: _, ...provider }) => provider)),
    });

    it("move a set-up to an empty portal, which then serves the same", async () => {
      const from = await startWithEntries();
      await from.catalog.refresh();
      const before = served(from);
      const document = await from.setUp.export({ withSecretHashes: true });
      expect(JSON.stringify(document)).not.toMatch(/sentinel|ptc_cs_/);

      const to = await start();
      const { differences, withoutSecret } = await to.setUp.import(JSON.parse(JSON.stringify(document)), { by });
      expect(differences.map(({ act, kind, key }) => `${act} ${kind}/${key}`)).toEqual([
        "added scopes/print",
        `added resources/${printer}`,
        "added clients/night",
        "added clients/printer-app",
        "added providers/okta",
      ]);
      expect(withoutSecret).toEqual([{ kind: "providers", key: "okta" }]);
      await to.catalog.refresh();
      expect(served(to)).toEqual(before);
      expect((await to.setUp.import(document, { by })).differences).toEqual([]);
    });

    it("leave secrets out, also as hashes, unless they are asked for, and keep those that are there", async () => {
      const { catalog, setUp } = await startWithEntries();
      const document = await setUp.export();
      expect(JSON.stringify(document)).not.toContain("sha256:");
      await catalog.refresh();
      const before = catalog.clients.find("night")?.secretHashes;
      await setUp.import({ ...document, providers: [{ ...document.providers[0], name: "Okta" }] }, { by });
      await catalog.refresh();
      expect(catalog.clients.find("night")?.secretHashes).toEqual(before);
      expect(catalog.providers.find("okta")).toMatchObject({ name: "Okta" });
      expect(catalog.providers.find("okta")?.clientSecret?.reveal()).toBe("sentinel-1");
    });

    it("say field by field what would change, and change nothing in a dry run", async () => {
      const { managed, setUp, ended } = await startWithEntries();
      const document = await setUp.export();
      const changed = {
        ...document,
        clients: document.clients.flatMap((client) =>
          client["clientId"] === "night" ? [] : [{ ...client, name: "Other", scopes: ["openid"] }],
        ),
      };
      const options = { by, dryRun: true, prune: true };
      const { differences } = await setUp.import(changed, options);
      expect(differences).toEqual([
        expect.objectContaining({ act: "removed", kind: "clients", key: "night" }),
        {
          act: "changed",
          kind: "clients",
          key: "printer-app",
          changes: [
            { field: "name", before: "Printer app", after: "Other" },
            { field: "scopes", before: ["openid", "print"], after: ["openid"] },
          ],
        },
      ]);
      expect((await managed.clients.find("printer-app"))?.entry.name).toBe("Printer app");
      expect((await managed.clients.find("night"))?.enabled).toBe(true);
      ended.splice(0);
      await setUp.import(changed, { by, prune: true });
      expect(await managed.clients.find("night")).toBeUndefined();
      expect(ended).toEqual(["end night", "narrow printer-app"]);
    });

    it("count what ended of all clients together", async () => {
      const { managed, setUp } = await start();
      const clients = ["one", "two"].map((clientId) => ({ ...app, clientId, scopes: ["openid", "email"] }));
      for (const client of clients) await managed.clients.create(client, { by });
      const narrowed = clients.map((client) => ({ ...client, scopes: ["openid"] }));
      const document = { scopes: {}, providers: [], resources: [], clients: narrowed };
      expect((await setUp.import(document, { by })).counts).toEqual({ access_tokens: 4 });
    });

    it("import all or nothing, and name each mistake by kind, key and field", async () => {
      const { setUp, managed } = await start();
      const document = {
        scopes: {},
        providers: [],
        resources: [{ identifier: printer, name: "Printer" }],
        clients: [{ ...app, redirectUris: [] }],
      };
      await expect(setUp.import(document, { by })).rejects.toMatchObject({
        code: "input_invalid",
        mistakes: [expect.objectContaining({ field: "clients.printer-app.redirectUris" })],
      });
      expect(await managed.resources.find(printer)).toBeUndefined();
      const twice = { ...document, clients: [app, app] };
      await expect(setUp.import(twice, { by })).rejects.toMatchObject({ mistakes: [{ field: "clients.1.clientId" }] });
      const short = { ...document, clients: [{ ...app, clientSecret: "short" }] };
      await expect(setUp.import(short, { by })).rejects.toMatchObject({
        mistakes: [{ field: "clients.printer-app.clientSecret" }],
      });
    });

    it("leave entries of the file alone that say the same, and refuse others", async () => {
      const { setUp } = await start();
      const everything = await setUp.export({ everything: true });
      expect(everything.clients).toMatchObject([{ clientId: "in-file" }]);
      expect(JSON.stringify(everything)).not.toContain("of the file");
      expect((await setUp.import(everything, { by })).differences).toEqual([]);
      const other = { ...everything, clients: [{ ...everything.clients[0], name: "Other" }] };
      await expect(setUp.import(other, { by })).rejects.toMatchObject({ code: "entry_in_settings" });
    });
  });

  it("checks changes that come at once one after the other, so that they can't contradict each other", async () => {
    const { managed } = await start();
    await managed.resources.create({ identifier: printer, name: "Printer", scopes: [] }, { by });
    const outcomes = await Promise.allSettled([
      managed.resources.delete(printer, { by }),
      managed.clients.create({ ...app, resources: [printer] }, { by }),
    ]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });
});
