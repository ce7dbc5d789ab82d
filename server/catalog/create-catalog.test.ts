import { expect, it, onTestFinished, vi } from "vitest";
import type { ProviderSettings } from "#server/config/settings.ts";
import { encodeMessage } from "#server/database/events/notification-message.ts";
import { createSubscriptions } from "#server/database/events/subscriptions.ts";
import { createMemoryCatalogSource } from "#tests/support/memory-catalog-source.ts";
import { createCatalog } from "./create-catalog.ts";

const channel = "provider_changed";

function provider(id: string, name = id): ProviderSettings {
  return {
    id,
    name,
    kind: "oidc",
    brand: "generic",
    clientId: "portal",
    clientSecret: undefined,
    issuer: `https://${id}.example`,
    linkVerifiedEmail: false,
    allowPrivateNetwork: false,
  };
}

/** A catalog with a store, and a wire that announces changes while it is up. */
function setUp(inSettings: ProviderSettings[] = []) {
  const source = createMemoryCatalogSource<ProviderSettings>(channel, ({ id }) => id);
  const notify = createSubscriptions();
  notify.setListening(true);
  const log = { warn: vi.fn() };
  const settings = { clients: [], providers: inSettings, scopes: new Map(), resources: [] };
  const catalog = createCatalog(settings, { providers: source, notify, log });
  onTestFinished(() => catalog.close());
  const announce = (key: string) => notify.deliver(encodeMessage(channel, key));
  const { reads, put, remove } = source;
  return { catalog, providers: catalog.providers, source, reads, put, remove, notify, log, announce };
}

it("answers from the settings alone without any reading when there are no stores", () => {
  const google = provider("google");
  const settings = { clients: [], providers: [google], scopes: new Map(), resources: [] };
  const catalog = createCatalog(settings);
  expect(catalog.refresh()).toBeUndefined();
  expect(catalog.providers.find("google")).toBe(google);
  expect(catalog.providers.originOf("google")).toBe("settings");
  expect(catalog.providers.find("github")).toBeUndefined();
  expect(catalog.providers.originOf("github")).toBeUndefined();
  expect(catalog.providers.list()).toEqual([google]);
});

it("lists the settings' entries first and names where each comes from", async () => {
  const { catalog, providers, put } = setUp([provider("google")]);
  put(provider("okta"));
  await catalog.refresh();
  expect(providers.list().map(({ id }) => id)).toEqual(["google", "okta"]);
  expect(providers.originOf("okta")).toBe("database");
  expect(providers.list()).toBe(providers.list());
});

it("reads an announced entry alone, at the next use, and nothing as long as nothing is announced", async () => {
  const { catalog, providers, put, announce, reads } = setUp();
  put(provider("okta"), provider("auth0"));
  await catalog.refresh();
  put(provider("okta", "Okta"));
  announce("okta");
  await catalog.refresh();
  expect(providers.find("okta")?.name).toBe("Okta");
  expect(catalog.refresh()).toBeUndefined();
  expect(reads).toEqual(["all", "okta"]);
});

it("calls back with the key of what was added, changed or removed, once the new entry is found", async () => {
  const { catalog, providers, put, remove, announce } = setUp();
  await catalog.refresh();
  const changes: unknown[] = [];
  const stop = providers.onChange((key) => changes.push([key, providers.find(key)?.name, providers.list().length]));
  put(provider("okta"));
  announce("okta");
  await catalog.refresh();
  put(provider("okta", "Okta"));
  announce("okta");
  await catalog.refresh();
  remove("okta");
  announce("okta");
  await catalog.refresh();
  expect(changes).toEqual([
    ["okta", "okta", 1],
    ["okta", "Okta", 1],
    ["okta", undefined, 0],
  ]);
  stop();
  put(provider("okta"));
  announce("okta");
  await catalog.refresh();
  expect(changes).toHaveLength(3);
});

it("reads everything at each use while nothing is announced to this process, and once more afterwards", async () => {
  const { catalog, providers, put, remove, notify, reads } = setUp();
  put(provider("okta"), provider("auth0"));
  await catalog.refresh();
  notify.setListening(false);
  put(provider("okta", "Okta"));
  remove("auth0");
  await catalog.refresh();
  expect([providers.find("okta")?.name, providers.find("auth0")]).toEqual(["Okta", undefined]);
  await catalog.refresh();
  notify.setListening(true);
  await catalog.refresh();
  expect(catalog.refresh()).toBeUndefined();
  expect(reads).toEqual(["all", "all", "all", "all"]);
});

it("calls nothing changed that was only read again", async () => {
  const { catalog, providers, put, notify } = setUp();
  put(provider("okta"), provider("auth0"));
  await catalog.refresh();
  const okta = providers.find("okta");
  const changed = vi.fn();
  providers.onChange(changed);
  put(provider("auth0", "Auth0"));
  notify.missed();
  await catalog.refresh();
  expect(changed.mock.calls).toEqual([["auth0"]]);
  expect(providers.find("okta")).toBe(okta);
});

it("lets an entry of the settings win over one of the database, and logs it", async () => {
  const { catalog, providers, put, log } = setUp([provider("google", "Google")]);
  const changed = vi.fn();
  providers.onChange(changed);
  put(provider("google", "Other"));
  await catalog.refresh();
  expect(providers.list().map(({ name }) => name)).toEqual(["Google"]);
  expect(providers.originOf("google")).toBe("settings");
  expect(changed).not.toHaveBeenCalled();
  expect(log.warn).toHaveBeenCalledWith(expect.stringContaining("the settings have the same key"), { key: "google" });
});

it("reads at the next use what could not be read, and keeps what it knew until then", async () => {
  const { catalog, providers, put, announce, source } = setUp();
  put(provider("okta"));
  await catalog.refresh();
  put(provider("okta", "Okta"));
  announce("okta");
  source.outage = new Error("the database is away");
  await expect(catalog.refresh()).rejects.toThrow("the database is away");
  expect(providers.find("okta")?.name).toBe("okta");
  source.outage = undefined;
  await catalog.refresh();
  expect(providers.find("okta")?.name).toBe("Okta");
});

it("reads again what is announced during a reading, one reading at a time, shared by all callers that wait", async () => {
  const { catalog, providers, put, announce, reads } = setUp();
  put(provider("okta"));
  const first = catalog.refresh();
  put(provider("okta", "Okta"));
  announce("okta");
  const waiting = [catalog.refresh(), catalog.refresh(), catalog.refresh()];
  await first;
  await Promise.all(waiting);
  expect(providers.find("okta")?.name).toBe("Okta");
  expect(reads).toEqual(["all", "okta"]);
});

it("asks for the generation at every call while announcements are lost, and reads all entries only when it is another one", async () => {
  const { source, put, notify, reads, log } = setUp();
  let current = "1";
  let asked = 0;
  const generation = async () => {
    asked++;
    return current;
  };
  const settings = { clients: [], providers: [], scopes: new Map(), resources: [] };
  const catalog = createCatalog(settings, { providers: { ...source, generation }, notify, log });
  onTestFinished(() => catalog.close());
  put(provider("okta"));
  await catalog.refresh();
  notify.setListening(false);
  await catalog.refresh();
  await catalog.refresh();
  expect([asked, reads]).toEqual([3, ["all"]]);
  put(provider("okta", "Okta"));
  current = "2";
  await catalog.refresh();
  expect(catalog.providers.find("okta")?.name).toBe("Okta");
  expect([asked, reads]).toEqual([4, ["all", "all"]]);
});
