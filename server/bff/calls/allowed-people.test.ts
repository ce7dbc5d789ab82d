import { afterAll, beforeAll, expect, it } from "vitest";
import { compileApiTable } from "#server/bff/calls/api-table.ts";
import { returnResponseHeaders } from "#server/bff/calls/headers/response-header-policy.ts";
import {
  apiSettings,
  type BffHarness,
  type RecordingApi,
  startBff,
  startRecordingApi,
} from "#tests/support/bff-harness.ts";

const person = (more: object) => ({ roles: [], allGroups: [], verifiedEmails: ["ada@example.com"], ...more });

let api: RecordingApi;
let portal: BffHarness;
beforeAll(async () => {
  api = await startRecordingApi();
  const allow = { roles: ["planner"], groups: ["corp:staff"] };
  portal = await startBff({
    own: { target: api.url, token: "user", allow },
    plain: { target: api.url, token: "none", allow },
  });
});
afterAll(async () => {
  await portal.close();
  await api.close();
});

it.each(["own", "plain"])("an API with allow gets calls of the people whom it names only: %s", async (name) => {
  const path = `/bff/api/${name}/notes`;
  const staff = portal.vault.add(`staff-${name}`, person({ allGroups: ["corp:staff"] }));
  const planner = portal.vault.add(`planner-${name}`, person({ roles: ["planner"] }));
  const other = portal.vault.add(`other-${name}`, person({ allGroups: ["other:staff"] }));
  for (const session of [staff, planner]) expect((await portal.fetch(path, { session })).status).toBe(200);
  const before = api.seen.length;
  const refused = await portal.fetch(path, { session: other });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ code: "api_not_allowed" });
  expect((await portal.fetch(path)).status).toBe(401);
  expect(api.seen).toHaveLength(before);
});

it("a decision follows the person: another session object is judged anew", async () => {
  const before = portal.vault.add("moving", person({}));
  expect((await portal.fetch("/bff/api/own/notes", { session: before })).status).toBe(403);
  const after = portal.vault.add("moving", person({ roles: ["planner"] }));
  expect((await portal.fetch("/bff/api/own/notes", { session: after })).status).toBe(200);
});

it.each(["none", "client"] as const)(
  "an answer of an API with allow is for one person, also with token %s",
  async (token) => {
    const table = compileApiTable([
      apiSettings("one", { target: "http://api.example", token, allow: { roles: ["planner"] } }),
    ]);
    const out: string[] = [];
    for (const { returnRule } of table.routes) returnResponseHeaders({}, returnRule, out);
    expect(out).toEqual(["vary", "Cookie, X-CSRF", "cache-control", "no-store"]);
    await table.close();
  },
);

it("an answer of an API with allow and no token ends with the session", async () => {
  const session = portal.vault.add("leaving", person({ roles: ["planner"] }));
  api.answer = (_, response) =>
    void response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
  const answer = await portal.fetch("/bff/api/plain/events", { session });
  expect(answer.headers.get("cache-control")).toBe("no-store");
  await portal.vault.end(session);
  await expect(answer.text()).rejects.toThrow("terminated");
});
