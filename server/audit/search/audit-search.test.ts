import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { AuditEventType } from "#server/audit/audit-event.ts";
import { type AuditRow, createAuditStore } from "#server/audit/audit-store.ts";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import type { AuditFilter, AuditSearch, FoundEvent } from "./audit-search.ts";
import { createAuditSearchStore } from "./audit-search-store.ts";
import { createAuditSearch } from "./create-audit-search.ts";
import { followAuditLog } from "./follow-audit-log.ts";

const ada = randomUUID();
const session = randomUUID();

eachDatabase("the search of the audit log", (open, kind) => {
  let database: Database;
  let search: AuditSearch;

  beforeAll(async () => {
    database = await open();
    search = createAuditSearch(createAuditSearchStore(database), { flush: async () => {} });
    await write(1, "sign_in.refused", { outcome: "failure", clientAddress: "203.0.113.7", providerId: "google" });
    await write(2, "sign_in.succeeded", { userId: ada, clientAddress: "203.0.113.8", providerId: "google" });
    await write(3, "token.issued", { userId: ada, clientId: "buddy", sessionId: session, requestId: "ref-1" });
    await write(4, "admin.changed", { userId: ada, actor: "operator", clientAddress: "2001:db8::5" });
    await write(4, "request.refused", { outcome: "failure", clientAddress: "not an address", requestId: "ref-1" });
  });

  function write(minute: number, type: AuditEventType, more: Partial<AuditRow> = {}): Promise<void> {
    const at = new Date(Date.UTC(2026, 10, 30, 12, minute));
    const nothing = { clientAddress: undefined, userAgent: undefined, requestId: undefined };
    return createAuditStore(database).insert([{ ...nothing, at, type, outcome: "success", ...more }]);
  }

  const typesOf = (events: readonly FoundEvent[]) => events.map(({ type }) => type);
  const found = async (filter: AuditFilter) => typesOf((await search.list(filter, { limit: 50 })).items);

  it("lists the newest first", async () => {
    expect(await found({})).toEqual([
      "request.refused",
      "admin.changed",
      "token.issued",
      "sign_in.succeeded",
      "sign_in.refused",
    ]);
  });

  it.each<[string, AuditFilter, string[]]>([
    ["person", { userId: ada }, ["admin.changed", "token.issued", "sign_in.succeeded"]],
    ["actor", { actor: "operator" }, ["admin.changed"]],
    ["session", { sessionId: session }, ["token.issued"]],
    ["app", { clientId: "buddy" }, ["token.issued"]],
    ["provider", { providerId: "google" }, ["sign_in.succeeded", "sign_in.refused"]],
    ["kind", { types: ["token.issued"] }, ["token.issued"]],
    ["several kinds", { types: ["sign_in.refused", "admin.changed"] }, ["admin.changed", "sign_in.refused"]],
    ["failures", { outcome: "failure" }, ["request.refused", "sign_in.refused"]],
    ["address", { address: "203.0.113.7" }, ["sign_in.refused"]],
    ["network", { address: "203.0.113.0/24" }, ["sign_in.succeeded", "sign_in.refused"]],
    ["an IPv6 network", { address: "2001:db8::/32" }, ["admin.changed"]],
    ["reference", { requestId: "ref-1" }, ["request.refused", "token.issued"]],
    [
      "time",
      { from: new Date("2026-11-30T12:02:00Z"), to: new Date("2026-11-30T12:04:00Z") },
      ["token.issued", "sign_in.succeeded"],
    ],
    [
      "what was done alone",
      { userId: ada, withoutReads: true },
      ["admin.changed", "token.issued", "sign_in.succeeded"],
    ],
    ["all that is given", { userId: ada, providerId: "google" }, ["sign_in.succeeded"]],
  ])("narrows by %s", async (_what, filter, types) => {
    expect(await found(filter)).toEqual(types);
  });

  it("finds an event with all its fields", async () => {
    const [listed] = (await search.list({ actor: "operator" }, { limit: 1 })).items;
    expect(await search.find(listed?.id ?? "")).toEqual(listed);
    expect(listed).toMatchObject({ at: "2026-11-30T12:04:00.000Z", userId: ada, clientAddress: "2001:db8::5" });
    expect(await search.find("999999")).toBeUndefined();
  });

  it("goes through a log that grows, without skipping an event and without repeating one", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await search.list({ userId: ada }, { limit: 1, after });
      seen.push(...typesOf(page.items));
      after = page.next ?? undefined;
      await write(50, "session.started", { userId: ada });
    } while (after);
    expect(seen).toEqual(["admin.changed", "token.issued", "sign_in.succeeded"]);
  });

  it("exports all that match, more than a page", async () => {
    const user = randomUUID();
    const at = new Date();
    const nothing = { clientAddress: undefined, userAgent: undefined, requestId: undefined };
    const rows = Array.from({ length: 1_203 }, () => {
      return { ...nothing, at, type: "token.issued", outcome: "success", userId: user } satisfies AuditRow;
    });
    await createAuditStore(database).insert(rows);
    const ids = new Set<string>();
    for await (const { id } of search.export({ userId: user })) ids.add(id);
    expect(ids.size).toBe(1_203);
  });

  it("follows what is written, after the newest that were there, until it is told to stop", async () => {
    const stop = new AbortController();
    const userId = randomUUID();
    await write(55, "session.started", { userId });
    await write(56, "session.raised", { userId });
    const following = followAuditLog(
      createAuditSearchStore(database),
      { userId },
      { last: 1, signal: stop.signal, intervalMilliseconds: 10 },
    );
    expect((await following.next()).value).toMatchObject({ type: "session.raised" });
    const next = following.next();
    await write(57, "session.ended", { userId });
    expect((await next).value).toMatchObject({ type: "session.ended" });
    const last = following.next();
    stop.abort();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  it("reads addresses by one process, because PostgreSQL refuses a function that catches errors in a parallel query", async () => {
    const marks = await database.query<{ mark: string }>(
      "SELECT proparallel::text AS mark FROM pg_proc WHERE proname = 'address_of'",
    );
    expect(marks).toEqual([{ mark: "u" }]);
  });

  // The embedded database has one connection, so there no transaction is open beside another.
  if (kind === "embedded") return;
  it("tells an event late whose transaction commits after one with a higher id", async () => {
    const stop = new AbortController();
    const userId = randomUUID();
    const store = createAuditSearchStore(database);
    const told: string[] = [];
    let polls = 0;
    const counted = {
      ...store,
      position() {
        polls++;
        return store.position();
      },
    };
    const reading = (async () => {
      for await (const event of followAuditLog(
        counted,
        { userId },
        { last: 0, signal: stop.signal, intervalMilliseconds: 5 },
      )) {
        told.push(event.type);
      }
    })();
    await expect.poll(() => polls).toBeGreaterThan(2);
    await database.transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO audit_events (type, outcome, user_id) VALUES ('account.created', 'success', ${userId}::uuid)`;
      for (let one = 0; one < 3; one++) {
        const before = polls;
        await write(58, "session.started", { userId });
        await expect.poll(() => polls).toBeGreaterThan(before + 4);
      }
      expect(told).toEqual(["session.started", "session.started", "session.started"]);
    });
    await expect.poll(() => told.at(-1)).toBe("account.created");
    expect(told).toHaveLength(4);
    stop.abort();
    await reading;
  });
});
