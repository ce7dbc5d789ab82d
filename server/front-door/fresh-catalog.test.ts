import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { createFrontDoor } from "./front-door.ts";
import { bffRoom } from "./portal-rooms.ts";
import type { HotRoom, Room } from "./room.ts";

/** A front door whose catalog has something to read; `handled` are the paths that got past it. */
async function open(
  refresh: () => Promise<void> | undefined,
  kind: Room["kind"] = "own",
  refuse?: NonNullable<HotRoom["refuse"]>,
) {
  const handled: string[] = [];
  const room: Room = {
    kind,
    handle: (request, response) => {
      handled.push(request.url ?? "");
      response.end("handled");
    },
  };
  const settings = testSettings();
  const door = createFrontDoor({
    settings,
    catalog: { ...createCatalog(settings), refresh },
    log: createLogger("error", { write: () => undefined }),
    development: false,
    rateLimiter: createMemoryRateLimiter(() => 0),
    hot: bffRoom({
      handle: (request, response) => void room.handle(request, response),
      ...(refuse ? { refuse } : {}),
    }),
    roomOf: () => room,
    upgrade: (request, socket) => {
      handled.push(`upgrade ${request.url}`);
      socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    },
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  onTestFinished(() => {
    door.closeAllConnections();
    door.close();
  });
  return { handled, url: `http://127.0.0.1:${(door.address() as AddressInfo).port}` };
}

it("handles a request only when what changed in the catalog has been read", async () => {
  const reading = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const { handled, url } = await open(() => {
    asked.resolve();
    return reading.promise;
  });
  const answers = ["/bff/api/notes", "/page"].map((path) => fetch(url + path));
  await asked.promise;
  expect(handled).toEqual([]);
  reading.resolve();
  expect(await Promise.all(answers.map(async (answer) => (await answer).text()))).toEqual(["handled", "handled"]);
});

it("refuses a request when the catalog can't be read, and handles the next one when it can", async () => {
  const outages = [new AppError("database_unavailable")];
  const { handled, url } = await open(() => {
    const outage = outages.shift();
    return outage && Promise.reject(outage);
  });
  const refused = await fetch(`${url}/bff/api/notes`, { headers: { accept: "application/json" } });
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ code: "database_unavailable" });
  expect(handled).toEqual([]);
  expect((await fetch(`${url}/bff/api/notes`)).status).toBe(200);
});

it("lets a page say itself that the database is away, and no other room", async () => {
  const away = () => Promise.reject(new AppError("database_unavailable"));
  const page = await open(away, "page");
  expect(await (await fetch(`${page.url}/account`)).text()).toBe("handled");
  const protocol = await open(away, "protocol");
  expect((await fetch(`${protocol.url}/oauth2/token`, { method: "POST" })).status).toBe(503);
  expect(protocol.handled).toEqual([]);
});

it("lets the BFF answer for a call that is refused because the catalog can't be read", async () => {
  const { url } = await open(
    () => Promise.reject(new AppError("database_unavailable")),
    "own",
    (_, response, { code }) => {
      response.writeHead(503, { "access-control-allow-origin": "https://app.example" }).end(code);
    },
  );
  const refused = await fetch(`${url}/bff/api/notes`);
  expect([refused.status, refused.headers.get("access-control-allow-origin"), await refused.text()]).toEqual([
    503,
    "https://app.example",
    "database_unavailable",
  ]);
});

it("hands on a form whose body came while the catalog was read", async () => {
  const reading = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const { url } = await open(() => {
    asked.resolve();
    return reading.promise;
  }, "protocol");
  const body = new URLSearchParams({ client_assertion: "a".repeat(2_000) });
  const answer = fetch(`${url}/oauth2/token`, { method: "POST", body });
  await asked.promise;
  // Another connection's answer: by now the form's bytes, which were sent before, have arrived.
  await fetch(`${url}/healthz`);
  reading.resolve();
  expect(await (await answer).text()).toBe("handled");
});

it("answers what needs no catalog while it can't be read, and refuses the others with their headers", async () => {
  const { handled, url } = await open(() => Promise.reject(new AppError("database_unavailable")), "protocol");
  const free = ["/healthz", "/readyz", "/error?code=database_unavailable", "/_next/static/a.js"];
  for (const path of free) expect([path, (await fetch(url + path)).status]).toEqual([path, 200]);
  expect(handled).toEqual(free);
  const refused = await fetch(`${url}/oauth2/authorize`, { headers: { accept: "text/html" }, redirect: "manual" });
  expect([refused.status, refused.headers.get("location")]).toEqual([
    303,
    expect.stringContaining("/error?code=database_unavailable"),
  ]);
  expect(refused.headers.get("content-security-policy")).toContain("default-src");
});
