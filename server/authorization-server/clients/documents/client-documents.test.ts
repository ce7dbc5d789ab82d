import { expect, it } from "vitest";
import type { RegisteredClient, RegisteredClients } from "#server/authorization-server/clients/registered-clients.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { runInRequestContext } from "#server/http/request-context.ts";
import { withClientDocuments } from "./client-documents.ts";

const address = (name: string) => `https://${name}.example/app.json`;
const documentOf = (clientId: string) => ({
  client_id: clientId,
  client_name: "Notes",
  redirect_uris: [new URL("/callback", clientId).href],
});
const answer = (clientId: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(documentOf(clientId)), { headers: { "content-type": "application/json", ...headers } });

function setUp(fetch: GuardedFetch, kept = new Map<string, RegisteredClient>()) {
  const clock = { nowMs: 0 };
  const asked: string[] = [];
  const registered: RegisteredClients = {
    find: () => undefined,
    load: async (clientId) => kept.get(clientId),
    save: async (clientId, metadata) => void kept.set(clientId, { metadata, settings: {} as never }),
    remove: async () => {},
    close: () => {},
  };
  const clients = withClientDocuments({
    registered,
    settings: { allowPrivateNetwork: false },
    fetch: (input, init) => {
      asked.push(String(input));
      return fetch(input, init);
    },
    log: { debug: () => {} },
    nowMs: () => clock.nowMs,
  });
  return { clients, clock, asked, kept };
}

it.each([
  ["max-age=600", 600],
  ["public, max-age=1", 60],
  ["max-age=99999999", 24 * 60 * 60],
  ["no-store", 60],
  ["", 600],
])("a document with Cache-Control “%s” is believed for %i seconds", async (cacheControl, seconds) => {
  const { clients, clock, asked } = setUp(async () => answer(address("a"), { "cache-control": cacheControl }));
  await clients.load(address("a"));
  clock.nowMs = seconds * 1000 - 1;
  await clients.load(address("a"));
  expect(asked).toHaveLength(1);
  clock.nowMs = seconds * 1000;
  await clients.load(address("a"));
  expect(asked).toHaveLength(2);
});

it("no more than sixteen documents are fetched at once", async () => {
  const waiting: (() => void)[] = [];
  const { clients, asked } = setUp(async (input) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    return answer(String(input));
  });
  const loads = Array.from({ length: 16 }, (_, index) => clients.load(address(`app${index}`)));
  await expect(clients.load(address("late"))).rejects.toMatchObject({ error: "temporarily_unavailable" });
  expect(asked).toHaveLength(16);
  for (const finish of waiting) finish();
  expect(await Promise.all(loads)).not.toContain(undefined);
  const late = clients.load(address("late"));
  waiting.at(-1)?.();
  expect(await late).toBeDefined();
});

it.each([
  ["host", (index: number) => `https://app.example/${index}.json`, undefined],
  ["caller", (index: number) => address(`app${index}`), "192.0.2.1"],
])("no more than four documents are fetched at once for one %s, and others come through", async (_, name, caller) => {
  const { clients, asked } = setUp(() => new Promise(() => {}));
  const load = (clientId: string, clientAddress: string | undefined) =>
    runInRequestContext(
      clientAddress === undefined ? undefined : { requestId: "", clientAddress, userAgent: undefined },
      () => clients.load(clientId),
    );
  for (let index = 0; index < 4; index++) void load(name(index), caller);
  await expect(load(name(4), caller)).rejects.toMatchObject({ error: "temporarily_unavailable" });
  void load(address("good"), caller && "192.0.2.2");
  expect(asked).toHaveLength(5);
});

it("an app that a person allowed goes on with the last known document while all fetch slots are busy", async () => {
  const kept = new Map([[address("good"), { metadata: {}, settings: { name: "Notes" } } as RegisteredClient]]);
  const { clients } = setUp(() => new Promise(() => {}), kept);
  for (let index = 0; index < 16; index++) void clients.load(address(`app${index}`));
  expect(await clients.load(address("good"))).toBe(kept.get(address("good")));
  expect(clients.find(address("good"))).toMatchObject({ name: "Notes" });
});

it("addresses without an app push no app out", async () => {
  const { clients, asked } = setUp(async (input) =>
    String(input) === address("good") ? answer(address("good")) : new Response(null, { status: 404 }),
  );
  await clients.load(address("good"));
  for (let index = 0; index < 501; index++) await clients.load(address(`none${index}`));
  await clients.load(address("good"));
  expect(asked).toHaveLength(502);
});

it("what many strangers bring pushes out the oldest, and is never more than five hundred", async () => {
  const { clients, asked } = setUp(async (input) => answer(String(input)));
  for (let index = 0; index < 501; index++) await clients.load(address(`app${index}`));
  await clients.load(address("app500"));
  expect(asked).toHaveLength(501);
  await clients.load(address("app0"));
  expect(asked).toHaveLength(502);
});

it("a document is stored when a person has allowed its app, once, and not before", async () => {
  const { clients, kept } = setUp(async () => answer(address("a")));
  await clients.load(address("a"));
  expect(kept.size).toBe(0);
  await clients.keep(address("a"));
  expect(kept.get(address("a"))?.metadata).toMatchObject({ client_name: "Notes" });
  const first = kept.get(address("a"));
  await clients.keep(address("a"));
  expect(kept.get(address("a"))).toBe(first);
});

it("a document is stored again when an administrator has removed its app since", async () => {
  const { clients, kept } = setUp(async () => answer(address("a")));
  await clients.load(address("a"));
  await clients.keep(address("a"));
  kept.clear();
  await clients.keep(address("a"));
  expect(kept.size).toBe(1);
});
