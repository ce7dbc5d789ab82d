import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createAuditStore } from "#server/audit/audit-store.ts";
import { createKeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import { createSessionStore } from "#server/sessions/session-store.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { createHousekeeping, type HousekeepingDeps } from "./housekeeping.ts";

const dayMs = 24 * 60 * 60_000;

const idle: HousekeepingDeps = {
  auditStore: { purge: async () => 0 },
  refusals: { purgeBefore: async () => 0 },
  idempotencyKeys: { purgeExpired: async () => 0 },
  sessions: { purgeBefore: async () => 0 },
  keptReturnPaths: { purgeExpired: async () => 0 },
  consoleNotes: { purgeExpired: async () => 0 },
  vault: { endOverdue: async () => 0 },
  accounts: { finish: async () => 0 },
  access: { run: async () => {} },
  settle: async () => {},
  auditRetentionDays: 10,
  refusalRetentionDays: 10,
  log: { warn: () => {} },
};

eachDatabase("housekeeping", (open) => {
  it("deletes audit events after their retention, sessions a month and return paths as soon as they expired, and nothing younger", async () => {
    const database = await open();
    const auditStore = createAuditStore(database);
    const sessions = createSessionStore(database);
    const now = Date.now();
    const event = (ageDays: number) => ({
      type: "signing_key.created" as const,
      outcome: "success" as const,
      at: new Date(now - ageDays * dayMs),
      clientAddress: undefined,
      userAgent: undefined,
      requestId: undefined,
    });
    await auditStore.insert([event(9), event(11)]);
    const userId = randomUUID();
    const identityId = randomUUID();
    await database.prisma.user.create({
      data: {
        id: userId,
        displayName: "Ada",
        identities: { create: { id: identityId, providerId: "p", issuer: "https://p.example", subject: "1" } },
      },
    });
    const expired = (ageDays: number) =>
      sessions.insert({
        userId,
        identityId,
        providerId: "p",
        upstreamSid: undefined,
        acr: undefined,
        amr: [],
        authTimeSeconds: 0,
        idHash: Buffer.from(randomUUID()),
        userAgent: undefined,
        clientAddress: undefined,
        nowMs: now,
        expiresAtMs: now - ageDays * dayMs,
        replacesId: undefined,
      });
    const kept = await expired(29);
    const purged = [await expired(31), await expired(32)];

    const keptReturnPaths = createKeptReturnPaths(database);
    await keptReturnPaths.keep("/old");
    await database.execute("UPDATE kept_return_paths SET expires_at = now() - interval '1 second'");

    expect(await sessions.purgeBefore(new Date(now - 30 * dayMs), 1)).toBe(1);
    expect(await sessions.findById(purged[1] ?? "")).toBeUndefined();
    await createHousekeeping({ ...idle, auditStore, sessions, keptReturnPaths, nowMs: () => now }).run();

    expect(await database.prisma.auditEvent.count()).toBe(1);
    expect(await database.query("SELECT 1 FROM kept_return_paths")).toEqual([]);
    expect(await sessions.findById(kept)).toBeDefined();
    expect(await sessions.findById(purged[0] ?? "")).toBeUndefined();
  });
});

describe("a round of housekeeping", () => {
  it("goes on batch by batch until one isn't full, and waits for the providers in between", async () => {
    const batches = [50, 50, 7];
    const done: unknown[] = [];
    await createHousekeeping({
      ...idle,
      vault: {
        endOverdue: async (limit) => {
          done.push(limit);
          return batches.shift() ?? 0;
        },
      },
      settle: async () => void done.push("settled"),
    }).run();
    expect(done).toEqual([50, "settled", 50, "settled", 50]);
  });

  it("does the rest when one part fails, and says so", async () => {
    const lines: string[] = [];
    let purged = false;
    await createHousekeeping({
      ...idle,
      vault: { endOverdue: () => Promise.reject(new Error("no connection")) },
      auditStore: {
        purge: async () => {
          purged = true;
          return 0;
        },
      },
      log: { warn: (message) => void lines.push(message) },
    }).run();
    expect(purged).toBe(true);
    expect(lines).toEqual([expect.stringContaining("housekeeping failed")]);
  });
});
