import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { perCallerAndMinute } from "#server/audit/flood-limit.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { type RequestContext, runInRequestContext } from "#server/http/request-context.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { createRefusalLog } from "./create-refusal-log.ts";
import { createRefusalStore, type RefusalStore } from "./refusal-store.ts";

eachDatabase("why a request was refused", (open) => {
  let database: Database;
  let store: RefusalStore;
  const warnings: unknown[] = [];
  beforeAll(async () => {
    database = await open();
    store = createRefusalStore(database);
  });

  const makeLog = () => createRefusalLog(store, { warn: (...said) => warnings.push(said) });

  function context(log: ReturnType<typeof makeLog>, url = "/oauth2/token"): RequestContext {
    const request = { method: "POST", url, headers: { host: "login.example.com" } };
    return {
      requestId: randomUUID(),
      clientAddress: "203.0.113.1",
      userAgent: undefined,
      request,
      onRefused: log.note,
    };
  }

  it("is found by the reference of its answer, with the rule, its setting and whom it was about", async () => {
    const log = makeLog();
    const asked = context(log);
    const refusal = {
      rule: "oauth.redirect_uri",
      setting: "clients[calendar].redirectUris",
      needed: ["https://a.example/cb"],
    };
    const error = new AppError("redirect_uri_mismatch", { refusal, about: { clientId: "calendar" }, detail: "said" });
    runInRequestContext(asked, () => noteRefusal(error, { userId: randomUUID(), clientId: "another" }));
    await log.flush();
    expect(await store.ofReference(asked.requestId)).toMatchObject([
      {
        code: "redirect_uri_mismatch",
        clientId: "calendar",
        clientAddress: "203.0.113.1",
        method: "POST",
        host: "login.example.com",
        path: "/oauth2/token",
        facts: { ...refusal, detail: "said" },
      },
    ]);
  });

  it("has no query, no part of a path that opens something, and no message of an internal error", async () => {
    const log = makeLog();
    const asked = context(log, `/invitation/${"x".repeat(43)}?code=secret`);
    runInRequestContext(asked, () => noteRefusal(new AppError("internal_error", { cause: new Error("sentinel") })));
    await log.flush();
    const [found] = await store.ofReference(asked.requestId);
    expect(found?.path).toBe("/invitation/…");
    expect(found?.facts.thrown).toMatch(/^Error at /);
    expect(JSON.stringify(found)).not.toMatch(/sentinel|secret/);
  });

  it("has no part of an address that opens something in what the error says, but ids of people", async () => {
    const log = makeLog();
    const asked = context(log);
    const userId = randomUUID();
    const detail = `POST /consent/${"u".repeat(21)}, /admin/people/${userId}`;
    runInRequestContext(asked, () => noteRefusal(new AppError("origin_refused", { detail })));
    await log.flush();
    const [found] = await store.ofReference(asked.requestId);
    expect(found?.facts.detail).toBe(`POST /consent/…, /admin/people/${userId}`);
  });

  it("is cut, and cleaned of what the database can't keep", async () => {
    const log = makeLog();
    const asked = context(log);
    const had = `a\u0000${"z".repeat(20_000)}`;
    runInRequestContext(asked, () => noteRefusal(new AppError("request_invalid", { refusal: { rule: "r", had } })));
    await log.flush();
    const [found] = await store.ofReference(asked.requestId);
    expect(String(found?.facts.had)).toMatch(/^a\ufffdz{498}$/);
    expect(warnings).toEqual([]);
  });

  it("is kept once for an error that is answered in steps, and again for another error of the same request", async () => {
    const log = makeLog();
    const asked = context(log);
    runInRequestContext(asked, () => {
      noteRefusal(new AppError("sign_in_expired"));
      noteRefusal(new AppError("sign_in_expired"));
      noteRefusal(new AppError("provider_unreachable"));
    });
    await log.flush();
    const codes = (await store.ofReference(asked.requestId)).map(({ code }) => code);
    expect(codes).toEqual(["sign_in_expired", "provider_unreachable"]);
  });

  it("is not kept for each request of a flood", async () => {
    const log = makeLog();
    const flood = Array.from({ length: perCallerAndMinute + 50 }, () => context(log));
    for (const asked of flood) runInRequestContext(asked, () => noteRefusal(new AppError("rate_limited")));
    await log.flush();
    const [row] = await database.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM refusals WHERE code = 'rate_limited'",
    );
    expect(row?.count).toBe(perCallerAndMinute);
  });

  it("goes after its retention, the oldest first", async () => {
    const before = await database.query("SELECT 1 AS one FROM refusals");
    expect(await store.purgeBefore(new Date(Date.now() - 60_000), 500)).toBe(0);
    expect(await store.purgeBefore(new Date(Date.now() + 60_000), 500)).toBe(before.length);
  });
});
