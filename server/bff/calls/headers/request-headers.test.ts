import { expect, it } from "vitest";
import { startBff } from "#tests/support/bff-harness.ts";
import { startBffWorld } from "#tests/support/bff-world.ts";

it.each(["Authorization", "Cookie", "Host", "Content-Length", "Transfer-Encoding", "Sec-Fetch-Site", "X_User"])(
  "refuses to start with %s among an API's request headers",
  async (name) => {
    const demo = { target: "http://127.0.0.1", requestHeaders: { [name]: "x" } };
    await expect(startBff({ demo })).rejects.toThrow("apis.demo.requestHeaders");
  },
);

it("sends what the operator says who calls, never what the caller says", async () => {
  const requestHeaders = { "Impersonate-User": "portal", "X-Remote-User": "portal" };
  const { api, portal, session } = await startBffWorld({ requestHeaders });
  const headers = { "Impersonate-User": "admin", "X-Remote-User": "admin", "Impersonate-Group": "system:masters" };
  expect((await portal.fetch("/bff/api/demo/", { session, headers })).status).toBe(200);
  expect(api.seen[0]?.headers).toMatchObject({ "impersonate-user": "portal", "x-remote-user": "portal" });
  expect(api.seen[0]?.headers).not.toHaveProperty("impersonate-group");
});

it("sends a header of the operator's once, also one that callers may send to other APIs", async () => {
  const { api, portal, session } = await startBffWorld({ requestHeaders: { "X-Api-Version": "2" } });
  const headers = { "x-api-VERSION": "1", "X-Api-Versions": "all" };
  expect((await portal.fetch("/bff/api/demo/", { session, headers })).status).toBe(200);
  expect(api.seen[0]?.headers).toMatchObject({ "x-api-version": "2", "x-api-versions": "all" });
});
