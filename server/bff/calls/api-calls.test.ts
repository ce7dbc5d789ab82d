import { createServer } from "node:http";
import { describe, expect, it } from "vitest";
import { closeServer, listen, startBff } from "#tests/support/bff-harness.ts";
import { problemOf, startBffWorld, startTestBff } from "#tests/support/bff-world.ts";

describe("a call", () => {
  it("reaches the API's base path with the person's token and comes back", async () => {
    const { portal, session } = await startBffWorld();
    const response = await portal.fetch("/bff/api/demo/notes/1?q=a%20b", { session });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ url: "/base/notes/1?q=a%20b", authorization: "Bearer own-s1-1" });
    expect(response.headers.get("x-request-id")).toMatch(/^request-/);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("takes a cookie that this process has not seen yet by the asynchronous way", async () => {
    const { portal, session } = await startBffWorld();
    portal.vault.cached.clear();
    expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(200);
  });

  it("is refused with 401 and a login address without a session", async () => {
    const { api, portal } = await startBffWorld();
    const response = await portal.fetch("/bff/api/demo/");
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await problemOf(response)).toMatchObject({
      code: "session_required",
      login_url: `${portal.url}/bff/login`,
    });
    expect(api.seen).toEqual([]);
  });

  it("is refused with 405 and Allow for a method outside the route", async () => {
    const { api, portal, session } = await startBffWorld({ methods: ["GET"] });
    const response = await portal.fetch("/bff/api/demo/", { session, method: "DELETE" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET");
    expect(api.seen).toEqual([]);
  });

  it("is refused with 404 for a path outside the prefixes, whole segments counted", async () => {
    const { api, portal, session } = await startBffWorld({ paths: ["/notes"] });
    expect((await portal.fetch("/bff/api/demo/notesx", { session })).status).toBe(404);
    expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(404);
    expect((await portal.fetch("/bff/api/unknown/notes", { session })).status).toBe(404);
    expect(api.seen).toEqual([]);
    expect((await portal.fetch("/bff/api/demo/notes/%61", { session })).status).toBe(200);
    expect(api.seen[0]?.url).toBe("/base/notes/a");
  });

  it("passes a redirect of the API on and never follows it", async () => {
    const { api, portal, session } = await startBffWorld();
    api.answer = (_, response) => response.writeHead(302, { location: "https://elsewhere.example/" }).end();
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("https://elsewhere.example/");
    expect(api.seen).toHaveLength(1);
  });
});

it("refuses to start with an API that can't be a route, naming the setting", async () => {
  await expect(startBff({ demo: { target: "http://127.0.0.1/?q=1" } })).rejects.toThrow("apis.demo.target");
  await expect(startBff({ demo: { target: "http://127.0.0.1", paths: ["/a/../b"] } })).rejects.toThrow(
    "apis.demo.paths",
  );
});

it("closes its connections to the API on close", async () => {
  const server = createServer((_, response) => response.end());
  const port = await listen(server);
  const portal = await startTestBff({ demo: { target: `http://127.0.0.1:${port}`, token: "none" } });
  await portal.fetch("/bff/api/demo/");
  await portal.bff.close();
  await closeServer(server);
});
