import { expect, it } from "vitest";
import { startBffWorld } from "#tests/support/bff-world.ts";

// Calls of pages whose own server passes /bff on to the portal.

const sameOrigin = { "Sec-Fetch-Site": "same-origin" };

async function start() {
  const world = await startBffWorld(
    {},
    { settings: { frontendOrigins: ["http://127.0.0.1:5173", "http://app.example"] } },
  );
  const own = new URL(world.portal.url);
  return { ...world, listed: `http://${own.hostname}:5173`, unlisted: `http://${own.hostname}:5174` };
}

it.each(["/bff/user?anonymous=null", "/bff/api/demo/", "/bff/logout"])(
  "refuses %s of a page that isn't listed, names its origin to it and the setting, and sends nothing",
  async (path) => {
    const { api, portal, session, unlisted } = await start();
    const method = path === "/bff/logout" ? "POST" : "GET";
    for (const headers of [{ Referer: `${unlisted}/notes?secret` }, { Origin: unlisted }]) {
      const answer = await portal.fetch(path, { method, session, headers: { ...sameOrigin, ...headers } });
      const problem = (await answer.json()) as Record<string, string>;
      expect(answer.status).toBe(403);
      expect(problem).toMatchObject({ code: "origin_refused", origin: unlisted });
      expect(problem["next_step"]).toContain("frontendOrigins");
      expect(JSON.stringify(problem)).not.toContain("secret");
    }
    expect(api.seen).toEqual([]);
  },
);

it("takes calls of a listed page on the portal's host", async () => {
  const { portal, session, listed } = await start();
  for (const headers of [{ Referer: `${listed}/` }, { Origin: listed }]) {
    const call = { session, headers: { ...sameOrigin, ...headers } };
    expect((await portal.fetch("/bff/user", call)).status).toBe(200);
    expect((await portal.fetch("/bff/api/demo/", { ...call, method: "POST" })).status).toBe(200);
  }
});

it("says to a listed page on another host that it is never signed in that way", async () => {
  const { api, portal, session } = await start();
  const headers = { ...sameOrigin, Referer: "http://app.example/notes" };
  for (const path of ["/bff/user?anonymous=null", "/bff/api/demo/"]) {
    const answer = await portal.fetch(path, { session, headers });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: "passed_on_from_elsewhere", origin: "http://app.example" });
  }
  expect(api.seen).toEqual([]);
});

it("leads its navigations to the portal's address, and back to the page's server where that is listed", async () => {
  const { portal, session, listed, unlisted } = await start();
  const lead = async (path: string, page: string) => {
    const headers = { ...sameOrigin, Referer: `${page}/`, "Sec-Fetch-Mode": "navigate" };
    const answer = await portal.fetch(path, { session, headers, redirect: "manual" });
    return answer.headers.get("location") ?? "";
  };
  const location = new URL(await lead("/bff/login?returnUrl=/x", listed));
  expect([location.origin, location.pathname]).toEqual([portal.url, "/sign-in"]);
  expect(location.searchParams.get("return_to")).toBe(`${listed}/x`);
  const elsewhere = new URL(await lead("/bff/login?returnUrl=/x", unlisted));
  expect([elsewhere.origin, elsewhere.searchParams.get("return_to")]).toEqual([portal.url, "/x"]);
  expect(await lead("/bff/login?prompt=none&returnUrl=//evil.example", listed)).toBe(`${portal.url}/`);
  expect(await lead(`/bff/logout?sid=${session.id}&returnUrl=/bye`, listed)).toBe(`${listed}/bye`);
});

it("refuses calls of an unlisted page to a listed page's host, in browsers that don't send Sec-Fetch-Site", async () => {
  const { api, portal, session, listed, unlisted } = await start();
  const headers = { Origin: unlisted, "X-Forwarded-Host": new URL(listed).host };
  for (const method of ["POST", "OPTIONS"]) {
    const preflight = { "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-csrf" };
    const asked = method === "OPTIONS" ? { ...headers, ...preflight } : headers;
    const answer = await portal.fetch("/bff/api/demo/", { method, session, headers: asked });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, "origin_refused"]);
  }
  expect(api.seen).toEqual([]);
});

it.each([
  ["a page without Referer", "same-origin"],
  ["the address bar", "none"],
  ["a link", "cross-site"],
])("leads to the portal's address and back from %s, too", async (_, site) => {
  const { portal, listed } = await start();
  const headers = { "Sec-Fetch-Site": site, "X-Forwarded-Host": new URL(listed).host };
  const answer = await portal.fetch("/bff/login?returnUrl=/x", { headers, redirect: "manual" });
  const location = new URL(answer.headers.get("location") ?? "", listed);
  expect([location.origin, location.searchParams.get("return_to")]).toEqual([portal.url, `${listed}/x`]);
});
