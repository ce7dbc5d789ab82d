import { afterAll, beforeAll, expect, it } from "vitest";
import { type BffHarness, type RecordingApi, startBff, startRecordingApi } from "#tests/support/bff-harness.ts";

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
