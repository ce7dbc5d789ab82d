import { afterAll, beforeAll, expect, it } from "vitest";
import type { ClientConfig } from "#server/config/clients/client-schema.ts";
import type { ClientSettings, ResourceSettings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import {
  basic,
  calendarAudience,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { createMemoryCatalogSource } from "#tests/support/memory-catalog-source.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { testSettings } from "#tests/support/test-settings.ts";

const clients = createMemoryCatalogSource<ClientSettings>("client_entry_changed", ({ clientId }) => clientId);
const resources = createMemoryCatalogSource<ResourceSettings>("resource_entry_changed", ({ identifier }) => identifier);
const printerAudience = "https://api.example/printer";

let database: Database;
let harness: Harness;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  harness = await startAuthorizationServer(database, testConfig, { sources: { clients, resources } });
});
afterAll(async () => {
  await harness.close();
  await database.close();
});

/** A service as the settings would settle it. */
function service(change: Partial<ClientConfig> & { resources: string[] }): ClientSettings {
  const config = { clientId: "late", name: "Late", grantTypes: ["client_credentials" as const], ...change };
  const declared = change.resources.map((identifier) => ({ identifier, name: identifier }));
  const [client] = testSettings({ clients: [config], resources: declared }).clients;
  if (!client) throw new Error("no client was settled");
  return client;
}

async function save(client: ClientSettings): Promise<void> {
  clients.put(client);
  await database.notify.publish(clients.channel, client.clientId);
}

const ask = (secret: string, wish: Record<string, string> = { scope: "calendar:read" }) =>
  harness.form("/oauth2/token", { grant_type: "client_credentials", ...wish }, basic("late", secret));

const first = "the first secret of the service";
const second = "the second secret of the service";

it("knows a client that was added, changed or removed while it runs, at the next request", async () => {
  expect((await ask(first)).status).toBe(401);

  const ofCalendar = { scopes: ["calendar:read"], resources: [calendarAudience] };
  await save(service({ clientSecret: first, ...ofCalendar }));
  const given = await ask(first);
  expect(given.status).toBe(200);
  const { access_token: token } = (await given.json()) as { access_token: string };
  const introspect = async () => {
    const api = basic("calendar-api", "the secret of the calendar API");
    return (await (await harness.form("/oauth2/introspect", { token }, api)).json()) as { active: boolean };
  };
  expect(await introspect()).toMatchObject({ active: true, client_id: "late" });

  await save(service({ clientSecret: second, ...ofCalendar }));
  expect([(await ask(first)).status, (await ask(second)).status]).toEqual([401, 200]);

  await save(service({ clientSecret: second, scopes: ["calendar:write"], resources: [calendarAudience] }));
  expect(await (await ask(second)).json()).toMatchObject({ error: "invalid_scope" });

  clients.remove("late");
  await database.notify.publish(clients.channel, "late");
  expect((await ask(second)).status).toBe(401);
  expect(await introspect()).toEqual({ active: false });
});

it("knows an API that was added while it runs", async () => {
  await save(service({ clientSecret: first, scopes: ["print"], resources: [printerAudience] }));
  const wish = { scope: "print", resource: printerAudience };
  expect(await (await ask(first, wish)).json()).toMatchObject({ error: "invalid_target" });

  const declared = { identifier: printerAudience, name: "Printer", scopes: ["print"], accessTokenSeconds: 77 };
  resources.put(...testSettings({ resources: [declared] }).resources);
  await database.notify.publish(resources.channel, printerAudience);
  expect(await (await ask(first, wish)).json()).toMatchObject({ scope: "print", expires_in: 77 });
});

it("keeps what the settings say of a client that the database has too", async () => {
  await save({ ...service({ clientSecret: first, scopes: [], resources: [] }), clientId: "night-report" });
  const { status } = await harness.form(
    "/oauth2/token",
    { grant_type: "client_credentials", scope: "calendar:read" },
    basic("night-report", "the secret of Night Report"),
  );
  expect(status).toBe(200);
  expect(harness.logged.join("")).toContain("the settings have the same key");
});
