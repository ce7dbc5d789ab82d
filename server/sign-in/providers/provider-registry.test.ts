import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProviderSettings } from "#server/config/settings.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { createProviderRegistry, type ProviderRegistry } from "./provider-registry.ts";

/** An OpenID Connect provider that counts what it is asked; `hold` keeps an answer back. */
async function startProvider() {
  const seen: string[] = [];
  const held: ServerResponse[] = [];
  let holding = false;
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    seen.push(request.url ?? "");
    if (holding) held.push(response);
    else answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const metadata = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
  };
  const answer = (response: ServerResponse) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(metadata));
  };
  return {
    issuer,
    seen,
    server,
    hold: () => {
      holding = true;
    },
    letGo: () => {
      holding = false;
      for (const response of held.splice(0)) answer(response);
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const settings = (id: string, issuer: string, change: Partial<ProviderSettings> = {}): ProviderSettings => ({
  id,
  kind: "oidc",
  name: id,
  brand: "generic",
  clientId: "portal",
  clientSecret: undefined,
  issuer,
  linkVerifiedEmail: false,
  allowPrivateNetwork: true,
  ...change,
});

/** The name of an entry that counts as one of the database. */
const ofDatabase = "Of the database";

/** A catalog whose entries can be exchanged. */
function createCatalog(...entries: ProviderSettings[]) {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const changed = new Set<(id: string) => void>();
  return {
    find: (id: string) => byId.get(id),
    list: () => [...byId.values()],
    originOf: (id: string) => (byId.get(id)?.name === ofDatabase ? ("database" as const) : ("settings" as const)),
    onChange(handler: (id: string) => void) {
      changed.add(handler);
      return () => void changed.delete(handler);
    },
    put(entry: ProviderSettings) {
      byId.set(entry.id, entry);
      for (const handler of changed) handler(entry.id);
    },
    remove(id: string) {
      byId.delete(id);
      for (const handler of changed) handler(id);
    },
    listeners: changed,
  };
}

let corp: Awaited<ReturnType<typeof startProvider>>;
let other: Awaited<ReturnType<typeof startProvider>>;
let registry: ProviderRegistry | undefined;
const warned: [string, string][] = [];
beforeEach(async () => {
  [corp, other] = await Promise.all([startProvider(), startProvider()]);
  warned.length = 0;
});
afterEach(async () => {
  await registry?.close();
  registry = undefined;
  corp.close();
  other.close();
});

const nowSeconds = 1000;
async function open(catalog: ReturnType<typeof createCatalog>, retireSeconds?: number): Promise<ProviderRegistry> {
  registry = await createProviderRegistry({
    catalog,
    mode: "production",
    nowSeconds: () => nowSeconds,
    warn: (provider: ProviderSettings, error: AppError) => warned.push([provider.id, error.code]),
    ...(retireSeconds === undefined ? {} : { retireSeconds }),
  });
  return registry;
}

describe("a provider whose settings change", () => {
  it("is made anew, with discovery read again, while others keep theirs", async () => {
    const catalog = createCatalog(settings("corp", corp.issuer), settings("other", other.issuer));
    const { get } = await open(catalog);
    const [before, untouched] = [await get("corp"), await get("other")];
    await Promise.all([before.metadata(), untouched.metadata()]);
    catalog.put(settings("corp", corp.issuer, { clientId: "portal-2" }));
    const after = await get("corp");
    expect(after).not.toBe(before);
    expect(after.settings.clientId).toBe("portal-2");
    await after.metadata();
    expect(corp.seen).toHaveLength(2);
    expect(await get("other")).toBe(untouched);
    await untouched.metadata();
    expect(other.seen).toHaveLength(1);
  });

  it("gives the same entry until then", async () => {
    const { get } = await open(createCatalog(settings("corp", corp.issuer)));
    expect(await get("corp")).toBe(await get("corp"));
  });

  it("lets a request finish that runs with the old entry", async () => {
    const catalog = createCatalog(settings("corp", corp.issuer));
    const { get } = await open(catalog);
    const before = await get("corp");
    corp.hold();
    const asked = once(corp.server, "request");
    const running = before.metadata();
    await asked;
    catalog.put(settings("corp", other.issuer));
    expect((await (await get("corp")).metadata()).issuer).toBe(other.issuer);
    corp.letGo();
    expect((await running).issuer).toBe(corp.issuer);
    expect((await before.fetch(`${corp.issuer}/more`)).status).toBe(200);
  });

  it("closes the connections of the old entry afterwards", async () => {
    const catalog = createCatalog(settings("corp", corp.issuer));
    const { get } = await open(catalog, 0);
    const connected = once(corp.server, "connection");
    const before = await get("corp");
    await before.metadata();
    const [socket] = (await connected) as [Socket];
    const closed = once(socket, "close");
    catalog.put(settings("corp", corp.issuer, { clientId: "portal-2" }));
    await closed;
    await expect(before.fetch(`${corp.issuer}/more`)).rejects.toMatchObject({ code: "provider_unreachable" });
    expect((await (await get("corp")).metadata()).issuer).toBe(corp.issuer);
  });

  it("is on again when the mistake is gone", async () => {
    const wrong = settings("corp", `${corp.issuer}/wrong`);
    const catalog = createCatalog(wrong);
    const { checkAll, disabledReason } = await open(catalog);
    await checkAll();
    expect(disabledReason("corp")).toContain("names the issuer");
    expect(warned).toEqual([["corp", "provider_disabled"]]);
    catalog.put(settings("corp", corp.issuer));
    expect(disabledReason("corp")).toBeUndefined();
  });
});

describe("a provider that comes or goes while the portal runs", () => {
  it("is made when it is first asked for", async () => {
    const catalog = createCatalog();
    const { find, list, listSettings, get } = await open(catalog);
    expect(await find("corp")).toBeUndefined();
    catalog.put(settings("corp", corp.issuer));
    expect(corp.seen).toEqual([]);
    expect((await get("corp")).settings.id).toBe("corp");
    expect(listSettings().map(({ id }) => id)).toEqual(["corp"]);
    expect(await list()).toHaveLength(1);
  });

  it("is unknown once it is removed", async () => {
    const catalog = createCatalog(settings("corp", corp.issuer));
    const { get, list, settingsOf, findSettings } = await open(catalog);
    await get("corp");
    catalog.remove("corp");
    await expect(get("corp")).rejects.toMatchObject({ code: "provider_unknown" });
    expect(() => settingsOf("corp")).toThrow(expect.objectContaining({ code: "provider_unknown" }));
    expect(findSettings("corp")).toBeUndefined();
    expect(await list()).toEqual([]);
  });

  it("is switched off, and nothing else, when its kind can't be built", async () => {
    const catalog = createCatalog(settings("corp", corp.issuer));
    const { get, list, checkAll, disabledReason } = await open(catalog);
    catalog.put(settings("odd", other.issuer, { kind: "no-built-in" }));
    await expect(get("odd")).rejects.toMatchObject({ code: "invalid_settings" });
    await checkAll();
    expect(disabledReason("odd")).toContain("no built-in of Auth.js");
    expect(disabledReason("corp")).toBeUndefined();
    expect((await list()).map(({ settings: { id } }) => id)).toEqual(["corp"]);
  });
});

describe("the start and the end", () => {
  it("refuse to start with a kind that can't be built", async () => {
    await expect(open(createCatalog(settings("odd", corp.issuer, { kind: "no-built-in" })))).rejects.toMatchObject({
      code: "invalid_settings",
    });
  });

  it("start although one of the database can't be built", async () => {
    const odd = settings("odd", other.issuer, { kind: "no-built-in", name: ofDatabase });
    const { get } = await open(createCatalog(settings("corp", corp.issuer), odd));
    await expect(get("odd")).rejects.toMatchObject({ code: "invalid_settings" });
    expect((await get("corp")).settings.id).toBe("corp");
  });

  it("leave the catalog and close every connection, those of replaced entries too", async () => {
    const catalog = createCatalog(settings("corp", corp.issuer));
    const made = await open(catalog);
    const before = await made.get("corp");
    await before.metadata();
    catalog.put(settings("corp", corp.issuer, { clientId: "portal-2" }));
    const after = await made.get("corp");
    await after.metadata();
    await made.close();
    expect(catalog.listeners.size).toBe(0);
    for (const { fetch } of [before, after]) {
      await expect(fetch(corp.issuer)).rejects.toMatchObject({ code: "provider_unreachable" });
    }
  });
});
