import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { eachDatabase } from "#tests/support/test-database.ts";
import { createAuditStore } from "./audit/audit-store.ts";
import { keepHouse } from "./housekeeping.ts";
import { createKeptReturnPaths } from "./sessions/kept-return-paths.ts";
import { createSessionStore } from "./sessions/session-store.ts";

const dayMs = 24 * 60 * 60_000;

eachDatabase("housekeeping", (open) => {
  it("deletes audit events after their retention, sessions a month and return paths as soon as they expired, and nothing younger", async () => {
    const database = await open();
    const auditStore = createAuditStore(database);
    const sessions = createSessionStore(database);
    const now = Date.now();
    const event = (ageDays: number) => ({
      type: "portal.started" as const,
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
    const purged = await expired(31);

    const keptReturnPaths = createKeptReturnPaths(database);
    await keptReturnPaths.keep("/old");
    await database.execute("UPDATE kept_return_paths SET expires_at = now() - interval '1 second'");

    const log = { warn: () => {} };
    await keepHouse({ auditStore, sessions, keptReturnPaths, auditRetentionDays: 10, log, nowMs: () => now });

    expect(await database.prisma.auditEvent.count()).toBe(1);
    expect(await database.query("SELECT 1 FROM kept_return_paths")).toEqual([]);
    expect(await sessions.findById(kept)).toBeDefined();
    expect(await sessions.findById(purged)).toBeUndefined();
  });

  it("refuses to change an audit event", async () => {
    const database = await open();
    await database.prisma.auditEvent.create({ data: { type: "portal.started", outcome: "success" } });
    await expect(database.prisma.auditEvent.updateMany({ data: { outcome: "failure" } })).rejects.toThrow();
    expect(await database.prisma.auditEvent.count({ where: { outcome: "failure" } })).toBe(0);
  });
});
