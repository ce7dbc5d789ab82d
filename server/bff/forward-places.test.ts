import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createForwardPlaces } from "./forward-places.ts";
import { createUnknownHostWarnings } from "./forward-unknown-hosts.ts";

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

it("warns once of each unknown host, and of twenty at most", () => {
  const warned: unknown[] = [];
  const warn = createUnknownHostWarnings({ warn: (message, fields) => warned.push([message, fields?.["host"]]) });
  for (let count = 0; count < 60; count++) {
    const host = `https://${Math.floor(count / 2)}.example`;
    warn({ host, proxy: "127.0.0.1", reason: "is not in forwardAuth.origins", missing: "forwardAuth.origins" });
  }
  expect(warned).toHaveLength(20);
  expect(warned[0]).toEqual(["forward auth refuses a host that it doesn't know", "https://0.example"]);
  expect(warned.at(-1)).toEqual([expect.stringContaining("info only"), "https://19.example"]);
});
