import { expect, it, onTestFinished } from "vitest";
import type { CatalogSource } from "#server/catalog/catalog-source.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { ScopeSettings } from "#server/config/settings.ts";
import { type Database, openDatabase } from "#server/database/database.ts";
import { createMemoryCatalogSource } from "#tests/support/memory-catalog-source.ts";
import { nextListeningChange, nextPayload } from "#tests/support/notifications.ts";
import { createPostgresDatabase } from "#tests/support/postgres-template.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testSettings } from "#tests/support/test-settings.ts";

const channel = "scope_changed";
const log = { warn: () => undefined };

/** What every process of the portal finds in the database: here in memory, announced by the database's own notifier. */
function createStore() {
  const source = createMemoryCatalogSource<ScopeSettings>(channel, ({ name }) => name);
  return {
    source,
    reads: source.reads,
    async save(by: Database, name: string, title: string) {
      await by.transaction(async (_tx, publish) => {
        source.put({ name, title, description: "", sensitivity: "low" });
        await publish(channel, name);
      });
    },
  };
}

async function openCatalog(database: Database, source: CatalogSource<ScopeSettings>, settings = testSettings()) {
  const catalog = createCatalog(settings, { scopes: source, notify: database.notify, log });
  onTestFinished(() => catalog.close());
  await catalog.refresh();
  return catalog;
}

eachDatabase("catalog", (open, kind) => {
  it("finds at the next use what was changed by another catalog of the same database, having read that entry alone", async () => {
    const database = await open();
    const store = createStore();
    await store.save(database, "rooms", "Rooms");
    await openCatalog(database, store.source);
    const there = await openCatalog(database, store.source);
    expect(there.scopes.find("rooms")?.title).toBe("Rooms");
    const changed: string[] = [];
    there.scopes.onChange((key) => changed.push(key));
    store.reads.splice(0);

    const announced = nextPayload(database.notify, channel);
    await store.save(database, "rooms", "Your rooms");
    await announced;
    await there.refresh();
    expect(there.scopes.find("rooms")?.title).toBe("Your rooms");
    expect(changed).toEqual(["rooms"]);
    expect(store.reads).toEqual(["rooms"]);
    expect(there.refresh()).toBeUndefined();
  });

  it("keeps the settings' entry when the database has one of the same key", async () => {
    const database = await open();
    const store = createStore();
    await store.save(database, "rooms", "Something else");
    const settings = testSettings({ scopes: { rooms: { title: "Rooms", description: "Which rooms are free." } } });
    const catalog = await openCatalog(database, store.source, settings);
    expect(catalog.scopes.find("rooms")).toEqual(settings.scopes.get("rooms"));
    expect(catalog.scopes.originOf("rooms")).toBe("settings");
  });

  // Only PostgreSQL has several processes and a connection to lose.
  if (kind !== "postgres") return;

  async function openTwo() {
    const { url, drop } = await createPostgresDatabase();
    const here = await openDatabase({ kind: "postgres", url, poolSize: 2 });
    const there = await openDatabase({ kind: "postgres", url, poolSize: 2 });
    onTestFinished(async () => {
      await here.close();
      await there.close();
      await drop();
    });
    return { here, there };
  }

  it("finds at the next use what another process changed", async () => {
    const { here, there } = await openTwo();
    const store = createStore();
    const catalog = await openCatalog(there, store.source);
    expect(catalog.scopes.find("rooms")).toBeUndefined();
    const announced = nextPayload(there.notify, channel);
    await store.save(here, "rooms", "Rooms");
    await announced;
    await catalog.refresh();
    expect(catalog.scopes.find("rooms")?.title).toBe("Rooms");
  });

  it("reads everything again after its listening connection was lost, because a change may have been missed", async () => {
    const { here, there } = await openTwo();
    const store = createStore();
    const catalog = await openCatalog(there, store.source);
    const lost = nextListeningChange(there.notify);
    await here.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [
      `portico-listener ${there.notify.processId}`,
    ]);
    expect(await lost).toBe(false);
    await store.save(here, "rooms", "Rooms");
    await catalog.refresh();
    expect(catalog.scopes.find("rooms")?.title).toBe("Rooms");
  });
});
