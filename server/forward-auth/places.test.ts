import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import type { UnknownHost } from "./host-doubt.ts";
import { createForwardPlaces } from "./places.ts";
import { createUnknownHostWarnings } from "./unknown-hosts.ts";

const places = createForwardPlaces({
  origin: "https://portal.example",
  forwardAuth: { origins: ["https://wiki.example", "https://photos.example"] },
  trustedProxies: ["127.0.0.1"],
} as unknown as Parameters<typeof createForwardPlaces>[0]);

it.each(["wiki.example", "WIKI.example", "wiki.example.", "wiki.example.:443"])(
  "an app at Host %s can't be another one by X-Forwarded-Host",
  (host) => {
    const headers = { host, "x-forwarded-host": "photos.example", "x-forwarded-proto": "https" };
    const request = { headers, socket: { remoteAddress: "127.0.0.1" } } as unknown as IncomingMessage;
    expect(() => places.of(request)).toThrow(expect.objectContaining({ code: "forward_host_unknown" }));
  },
);

describe("a request with the portal's own Host", () => {
  const at = (host: string, named: string) =>
    ({
      headers: { host, "x-forwarded-host": named, "x-forwarded-proto": "https" },
      socket: { remoteAddress: "127.0.0.1" },
    }) as unknown as IncomingMessage;

  it.each(["portal.example", "PORTAL.example.", "portal.example:9"])("is for no app, whatever is named: %s", (host) => {
    const request = at(host, "wiki.example");
    expect(() => places.of(request)).toThrow(expect.objectContaining({ code: "forward_host_unknown" }));
    expect(places.isApp(request)).toBe(false);
  });

  it("is for the portal by its own name", () => {
    expect(places.of(at("portal.example", "portal.example"))).toBe(places.portal);
  });

  it("is for an app at another port of that name", () => {
    const sharing = createForwardPlaces({
      origin: "https://portal.example",
      forwardAuth: { origins: ["https://portal.example:8443"] },
      trustedProxies: ["127.0.0.1"],
    } as unknown as Parameters<typeof createForwardPlaces>[0]);
    expect(sharing.of(at("portal.example", "portal.example:8443"))).toMatchObject({ kind: "app" });
  });
});

describe("a scheme", () => {
  const told: UnknownHost[] = [];
  const settings = {
    origin: "https://portal.example",
    forwardAuth: { origins: ["https://wiki.example", "http://lab.example:8080"] },
    trustedProxies: ["127.0.0.1"],
  };
  const known = createForwardPlaces(settings as unknown as Parameters<typeof createForwardPlaces>[0], (unknown) =>
    told.push(unknown),
  );
  const asking = (scheme: string, host: string) =>
    ({
      headers: { host: "127.0.0.1:3000", "x-forwarded-host": host, "x-forwarded-proto": scheme },
      socket: { remoteAddress: "127.0.0.1" },
    }) as unknown as IncomingMessage;

  it.each(["https", "HTTPS"])("may be written as %s", (scheme) => {
    expect(known.of(asking(scheme, "wiki.example"))).toMatchObject({ origin: "https://wiki.example" });
  });

  it.each([
    ["http", "wiki.example", "X-Forwarded-Proto: https, from the proxy"],
    ["https,http", "wiki.example", "X-Forwarded-Proto: https, from the proxy"],
    ["http", "wiki.example:80", "X-Forwarded-Proto: https and X-Forwarded-Host: wiki.example, from the proxy"],
    ["https", "lab.example:8080", "X-Forwarded-Proto: http, from the proxy"],
    ["http", "other.example", "forwardAuth.origins"],
  ])("that is wrong is what the log names, not a setting: %s at %s", (scheme, host, missing) => {
    told.length = 0;
    expect(() => known.of(asking(scheme, host))).toThrow(expect.objectContaining({ code: "forward_host_unknown" }));
    expect(told.map((unknown) => unknown.missing)).toEqual([missing]);
  });

  it("is named too when nothing but Host says where the browser is", () => {
    told.length = 0;
    const headers = { host: "wiki.example", "x-forwarded-proto": "http" };
    const request = { headers, socket: { remoteAddress: "127.0.0.1" } } as unknown as IncomingMessage;
    expect(() => known.requireNamed(request)).toThrow(expect.objectContaining({ code: "forward_host_unknown" }));
    expect(told).toMatchObject([
      {
        reason: "is not in forwardAuth.origins, but https://wiki.example is",
        missing: expect.stringContaining("X-Forwarded-Proto: https"),
      },
    ]);
  });
});

describe("a portal that was told of no other hosts", () => {
  const told: unknown[] = [];
  const settings = { origin: "https://portal.example", forwardAuth: { origins: [] }, trustedProxies: [] };
  const alone = createForwardPlaces(settings as unknown as Parameters<typeof createForwardPlaces>[0], (unknown) =>
    told.push(unknown),
  );
  const asking = (headers: Record<string, string>) =>
    ({ headers, socket: { remoteAddress: "::ffff:10.0.0.1" } }) as unknown as IncomingMessage;
  const unknown = expect.objectContaining({ code: "forward_host_unknown" });

  it.each([
    { host: "portal.example" },
    { host: "PORTAL.example.:8443" },
    { host: "127.0.0.1:3000", "x-forwarded-host": "portal.example" },
    // Two proxies in a row.
    { host: "127.0.0.1:3000", "x-forwarded-host": "portal.example, portal.example:443" },
  ])("is asked for at its own host: %o", (headers) => {
    expect(alone.of(asking(headers))).toBe(alone.portal);
    expect(() => alone.requireNamed(asking(headers))).not.toThrow();
  });

  it.each([
    { host: "wiki.example", "x-forwarded-host": "wiki.example" },
    { host: "127.0.0.1:3000", "x-forwarded-host": "wiki.example" },
    { host: "127.0.0.1:3000", "x-forwarded-host": "portal.example, wiki.example" },
    { host: "127.0.0.1:3000", "x-forwarded-host": "portal.example.evil.example" },
    { host: "portal.example", "x-forwarded-host": "" },
  ])("is nowhere else, and says which settings are missing: %o", (headers) => {
    told.length = 0;
    expect(() => alone.of(asking(headers))).toThrow(unknown);
    expect(told).toMatchObject([{ proxy: "10.0.0.1", missing: "forwardAuth.origins, trustedProxies" }]);
    expect(alone.isApp(asking(headers))).toBe(false);
  });

  it.each(["wiki.example", "127.0.0.1:3000", "portico:3000"])(
    "answers who asks by Host %s alone, but sends nobody to a path there",
    (host) => {
      told.length = 0;
      expect(alone.of(asking({ host }))).toBe(alone.portal);
      expect(told).toEqual([]);
      expect(() => alone.requireNamed(asking({ host }))).toThrow(unknown);
      expect(told).toMatchObject([{ host: `https://${host}`, missing: expect.stringContaining("X-Forwarded-Host") }]);
    },
  );
});

it("warns once an hour of each unknown host, and of twenty at most", () => {
  const warned: unknown[] = [];
  const clock = { nowMs: 1_000 };
  const warnOf = createUnknownHostWarnings(
    { warn: (message, fields) => warned.push([message, fields?.["host"]]) },
    () => clock.nowMs,
  );
  const warn = (host: string) =>
    warnOf({ host, proxy: "127.0.0.1", reason: "is not in forwardAuth.origins", missing: "forwardAuth.origins" });
  for (let count = 0; count < 60; count++) warn(`https://${Math.floor(count / 2)}.example`);
  expect(warned).toHaveLength(20);
  expect(warned[0]).toEqual(["forward auth refuses a host that it doesn't know", "https://0.example"]);
  expect(warned.at(-1)).toEqual([expect.stringContaining("info only"), "https://19.example"]);
  warned.length = 0;
  clock.nowMs += 3_599_999;
  warn("https://grafana.example");
  expect(warned).toEqual([]);
  clock.nowMs += 1;
  warn("https://grafana.example");
  warn("https://grafana.example");
  expect(warned).toEqual([["forward auth refuses a host that it doesn't know", "https://grafana.example"]]);
});
