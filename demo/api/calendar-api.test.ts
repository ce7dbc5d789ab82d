import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type PretendPortico, startPretendPortico } from "#demo/pretend-portico.ts";
import type { Demo } from "#demo/start-demo.ts";
import { startTestDemo } from "#demo/start-test-demo.ts";
import { mondayOf, weekOf } from "./calendar-events.ts";

let portico: PretendPortico;
let demo: Demo;

beforeAll(async () => {
  portico = await startPretendPortico();
  demo = await startTestDemo(portico.url);
});
afterAll(async () => {
  await demo.close();
  await portico.close();
});
beforeEach(() => {
  portico.answers.isDown = false;
});

function introspected(changes: Record<string, unknown> = {}): void {
  const aud = `${demo.urls.api}/calendar`;
  portico.answers.introspection = {
    active: true,
    sub: "user-1",
    aud,
    scope: "calendar:read calendar:write",
    ...changes,
  };
}

function call(init: RequestInit = {}): Promise<Response> {
  return fetch(`${demo.urls.api}/calendar/events`, { ...init, headers: { authorization: "Bearer ptc_at_x" } });
}

describe("calendar API", () => {
  it("lists the person's week and adds events", async () => {
    introspected();
    const body = JSON.stringify({ title: "Board game night", startsAt: new Date().toISOString() });
    expect((await call({ method: "POST", body })).status).toBe(201);
    const { events } = (await (await call()).json()) as { events: { title: string }[] };
    expect(events.length).toBeGreaterThan(5);
    expect(events.map(({ title }) => title)).toContain("Board game night");
    introspected({ sub: "user-2" });
    expect(await (await call()).text()).not.toContain("Board game night");
  });

  it("asks anew on every call, so that a revocation bites at once", async () => {
    introspected();
    const before = portico.seen.introspections;
    await call();
    expect((await call()).status).toBe(200);
    expect(portico.seen.introspections).toBe(before + 2);
    introspected({ active: false });
    expect((await call()).status).toBe(401);
  });

  it.each([
    ["a revoked token", { active: false }],
    ["a token for another API", { aud: "http://localhost:1/other" }],
    ["a token without an audience", { aud: undefined }],
    ["an expired token", { exp: 1 }],
    ["a token that speaks for nobody", { sub: undefined }],
  ])("refuses %s", async (_title, changes) => {
    introspected(changes);
    const response = await call();
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  it("refuses to write with a token for reading, and to read without one for it", async () => {
    introspected({ scope: "calendar:read" });
    const response = await call({ method: "POST", body: "{}" });
    expect(response.status).toBe(403);
    expect(response.headers.get("www-authenticate")).toContain('scope="calendar:read calendar:write"');
    introspected({ scope: "openid" });
    expect((await call()).status).toBe(403);
  });

  it("refuses a call without a token, an event without a title or date, and other methods", async () => {
    introspected();
    expect((await fetch(`${demo.urls.api}/calendar/events`)).status).toBe(401);
    expect((await call({ method: "POST", body: '{"title": ""}' })).status).toBe(400);
    expect((await call({ method: "POST", body: '{"title": "x", "startsAt": "soon"}' })).status).toBe(400);
    expect((await call({ method: "DELETE" })).status).toBe(405);
    expect((await fetch(`${demo.urls.api}/nothing`)).status).toBe(404);
  });

  it("says 503 while Portico can't be asked: neither yes nor no", async () => {
    portico.answers.isDown = true;
    expect((await call()).status).toBe(503);
  });
});

describe("the pretend week", () => {
  it("is the same for the same person, from Monday to Friday", () => {
    const wednesday = new Date("2026-03-04T15:00:00Z");
    expect(mondayOf(wednesday).toISOString()).toBe("2026-03-02T00:00:00.000Z");
    expect(mondayOf(new Date("2026-03-08T23:59:59Z")).toISOString()).toBe("2026-03-02T00:00:00.000Z");
    const titles = (subject: string) => weekOf(subject, wednesday).map(({ title, startsAt }) => `${startsAt} ${title}`);
    expect(titles("a")).toEqual(titles("a"));
    expect(titles("a")).not.toEqual(titles("b"));
    for (const line of titles("a")) expect(line >= "2026-03-02" && line < "2026-03-07").toBe(true);
  });
});
