import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type RecordingApi, startRecordingApi } from "#tests/support/bff-harness.ts";
import { hostilePaths, noPaths } from "#tests/support/hostile-paths.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import { sendRaw, statusOf } from "#tests/support/send-raw.ts";

// The whole portal: however the front door, Next or the BFF reads a hostile target, the API receives nothing.

let api: RecordingApi;
let world: PortalWorld;
let portal: PortalProcess;
let cookie: string;

beforeAll(async () => {
  api = await startRecordingApi();
  world = await createPortalWorld({
    scheme: "http",
    config: (demo) => {
      const own = { ...demo.apis?.["demo"], target: `${api.url}/base`, websocket: false };
      return { ...demo, apis: { ...demo.apis, demo: own, narrow: { ...own, paths: ["/public"] } } };
    },
  });
  portal = await world.start();
  cookie = (await world.signIn(portal, "google", "ada")).cookieHeader("/") ?? "";
}, 120_000);

afterAll(async () => {
  await world.close();
  await api.close();
});

beforeEach(() => {
  api.seen.length = 0;
});

const raw = (target: string) => sendRaw(portal.address, { target, headers: { Cookie: cookie } });

it("a plain path reaches the API with a token", async () => {
  expect(statusOf(await raw("/bff/api/demo/a?b"))).toBe(200);
  expect(statusOf(await raw("/bff/api/narrow/public"))).toBe(200);
  expect(api.seen.map(({ url }) => url)).toEqual(["/base/a?b", "/base/public"]);
  for (const { headers } of api.seen) expect(headers.authorization).toMatch(/^Bearer eyJ/);
});

it.each(hostilePaths)("a hostile path is 404 and reaches no API: %s: %s", async (_, target) => {
  expect(statusOf(await raw(target))).toBe(404);
  expect(api.seen).toEqual([]);
});

it.each(noPaths)("what is no path is refused and reaches no API: %s", async (_, target) => {
  expect([400, 404]).toContain(statusOf(await raw(target)));
  expect(api.seen).toEqual([]);
});

it.each([
  ["absolute form, upper-case scheme", "HTTPS://portal/bff/api/demo/", 404],
  ["absolute form with a user", "http://a@portal/bff/user", 404],
  ["absolute form, no host", "http:///bff/api/demo/", 404],
  ["absolute form, path elsewhere", "http://portal/x/../bff/api/demo/", 400],
  ["an encoded letter of the mount", "/%62ff/api/demo/a", 404],
  ["an encoded slash behind the mount", "/bff%2fapi/demo/a", 404],
  ["path parameters behind the mount", "/bff;/api/demo/a", 404],
  ["a backslash behind the mount", "/bff\\api\\demo\\", 400],
  ["a dot before the mount", "/./bff/api/demo/", 400],
  ["dots before the mount", "/sign-in/../bff/api/demo/", 400],
  ["dots behind an endpoint", "/bff/user/../api/demo/", 404],
  ["the path without its slash", "bff/api/demo/", 400],
])("what leads to the mount by another way is refused and reaches no API: %s: %s", async (_, target, status) => {
  expect(statusOf(await raw(target))).toBe(status);
  expect(api.seen).toEqual([]);
});

it("an empty segment before the mount is sent to the plain path, not passed on", async () => {
  const answer = await raw("//bff/api/demo/a");
  expect(statusOf(answer)).toBe(308);
  expect(answer).toMatch(/^location: \/bff\/api\/demo\/a\r$/im);
  expect(api.seen).toEqual([]);
});
