import { afterAll, beforeAll, expect, it } from "vitest";
import { type BffHarness, type RecordingApi, startBff, startRecordingApi } from "#tests/support/bff-harness.ts";

let api: RecordingApi;
let portal: BffHarness;
beforeAll(async () => {
  api = await startRecordingApi();
  portal = await startBff({ notes: { target: api.url, token: "none", methods: ["GET"] } });
});
afterAll(async () => {
  await portal.close();
  await api.close();
});

it("a refused method is noted with the setting and the methods that it names", async () => {
  expect((await portal.fetch("/bff/api/notes/1", { method: "DELETE" })).status).toBe(405);
  expect(portal.refused.at(-1)?.refusal).toEqual({
    rule: "method_not_allowed",
    setting: "apis.notes.methods",
    needed: ["GET"],
    had: "DELETE",
  });
});

it("a page of an unknown origin is noted with the origins that would pass; the answer has none of them", async () => {
  const headers = { origin: "https://stranger.example", "sec-fetch-site": "cross-site" };
  const answer = await portal.fetch("/bff/api/notes/1", { headers });
  expect(answer.status).toBe(403);
  expect(portal.refused.at(-1)?.refusal).toMatchObject({
    rule: "origin_refused",
    setting: "frontendOrigins",
    needed: [portal.url],
    had: "https://stranger.example",
  });
  expect(await answer.text()).not.toContain(portal.url);
});
