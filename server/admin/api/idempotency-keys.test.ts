import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { clientActor, operatorActor } from "#server/admin/actors.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { createIdempotencyKeys, type IdempotencyKeys } from "./idempotency-keys.ts";
import { createIdempotencyStore } from "./idempotency-store.ts";

const minuteMs = 60_000;
const cipher = new TokenCipher(new KeyRing([new Secret("a secret of tests, long enough for it")]));

eachDatabase("a request with an idempotency key", (open) => {
  let database: Database;
  let keys: IdempotencyKeys;
  let now: number;
  let runs: number;
  let request: { key: string; actor: ReturnType<typeof operatorActor>; operation: string; input: unknown };

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(() => {
    now = Date.now();
    runs = 0;
    request = {
      key: randomUUID(),
      actor: operatorActor(),
      operation: "clients.create",
      input: { a: 1, b: { c: 2, d: 3 } },
    };
    keys = createIdempotencyKeys({ store: createIdempotencyStore(database), cipher, nowMs: () => now });
  });

  const run = async () => {
    runs++;
    return { clientSecret: `the-secret-of-run-${runs}` };
  };

  it("runs once and is answered the same again, in any order of its members", async () => {
    const first = await keys.once(request, run);
    const again = await keys.once({ ...request, input: { b: { d: 3, c: 2 }, a: 1 } }, run);
    expect(first).toEqual({ output: { clientSecret: "the-secret-of-run-1" }, replayed: false });
    expect(again).toEqual({ ...first, replayed: true });
    expect(runs).toBe(1);
  });

  it("is kept encrypted, because its answer may have a secret that is shown once", async () => {
    await keys.once(request, run);
    const rows = await database.query("SELECT * FROM idempotency_keys");
    expect(JSON.stringify(rows)).not.toContain("the-secret-of-run");
    expect(JSON.stringify(rows)).not.toContain(request.key);
  });

  it.each([
    ["input", { input: { a: 2 } }],
    ["operation", { operation: "clients.change" }],
  ])("is refused with another %s", async (_, change) => {
    await keys.once(request, run);
    await expect(keys.once({ ...request, ...change }, run)).rejects.toMatchObject({ code: "idempotency_key_reused" });
    expect(runs).toBe(1);
  });

  it("counts for its actor alone", async () => {
    await keys.once(request, run);
    const other = { ...request.actor, name: "user:other" as const };
    await keys.once({ ...request, actor: other }, run);
    expect(runs).toBe(2);
  });

  it("runs once when it comes several times at once", async () => {
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => keys.once(request, run)));
    expect(runs).toBe(1);
    const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason.code] : []));
    expect(new Set(refusals).size).toBeLessThanOrEqual(1);
    expect(refusals.every((code) => code === "idempotency_in_progress")).toBe(true);
  });

  it("isn't answered to an actor who has lost a permission since", async () => {
    const before = clientActor({
      clientId: "ops",
      scopes: ["portico.admin.users", "portico.admin.roles"],
      person: undefined,
    });
    const now = clientActor({ clientId: "ops", scopes: ["portico.admin.users"], person: undefined });
    await keys.once({ ...request, actor: before }, run);
    await expect(keys.once({ ...request, actor: now }, run)).rejects.toMatchObject({ code: "admin_not_allowed" });
    expect(await keys.once({ ...request, actor: before }, run)).toMatchObject({ replayed: true });
    expect(runs).toBe(1);
  });

  it("may be sent again after it was refused, because nothing was changed", async () => {
    const fails = async () => {
      throw new AppError("admin_target_not_found");
    };
    await expect(keys.once(request, fails)).rejects.toMatchObject({ code: "admin_target_not_found" });
    await keys.once(request, run);
    expect(runs).toBe(1);
  });

  it.each([
    ["an error of ours", new Error("the connection broke after the change")],
    ["the database", new AppError("database_unavailable")],
  ])("isn't run again after it failed by %s, because the change may have been made", async (_, failure) => {
    await expect(keys.once(request, () => Promise.reject(failure))).rejects.toBe(failure);
    await expect(keys.once(request, run)).rejects.toMatchObject({ code: "idempotency_outcome_unknown" });
    expect(runs).toBe(0);
  });

  it("isn't run again when its process has ended, for a day", async () => {
    const begun = Promise.withResolvers<void>();
    void keys.once(request, () => {
      begun.resolve();
      return new Promise(() => {});
    });
    await begun.promise;
    const code = () => keys.once(request, run).catch((error) => error.code);
    expect(await code()).toBe("idempotency_in_progress");
    now += 6 * minuteMs;
    expect(await code()).toBe("idempotency_outcome_unknown");
    now += 25 * 60 * minuteMs;
    await keys.once(request, run);
    expect(runs).toBe(1);
  });

  it("isn't run again when its output could not be kept", async () => {
    const store = { ...createIdempotencyStore(database), finish: () => Promise.reject(new Error("away")) };
    const forgetful = createIdempotencyKeys({ store, cipher, nowMs: () => now });
    expect(await forgetful.once(request, run)).toMatchObject({ replayed: false });
    now += 6 * minuteMs;
    await expect(keys.once(request, run)).rejects.toMatchObject({ code: "idempotency_outcome_unknown" });
    expect(runs).toBe(1);
  });

  it("is deleted when it has expired", async () => {
    await keys.once(request, run);
    await database.execute("UPDATE idempotency_keys SET expires_at = now() - interval '1 second'", []);
    expect(await createIdempotencyStore(database).purgeExpired(500)).toBeGreaterThan(0);
    expect(await database.query("SELECT 1 FROM idempotency_keys")).toEqual([]);
  });
});
