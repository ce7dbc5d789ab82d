import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { createClientUsage } from "./client-usage.ts";

const dayMs = 24 * 60 * 60 * 1000;

eachDatabase("how much apps are used", (open) => {
  let database: Database;
  const now = Date.now();
  const ago = (days: number) => new Date(now - days * dayMs);

  async function person(name: string): Promise<string> {
    const id = randomUUID();
    await database.prisma.user.create({ data: { id, displayName: name } });
    return id;
  }

  const grant = (userId: string, clientId: string, lastUsedAt: Date | null, revokedAt: Date | null = null) =>
    database.prisma.appGrant.create({
      data: { id: randomUUID(), grantId: randomUUID(), userId, clientId, lastUsedAt, revokedAt },
    });

  beforeAll(async () => {
    database = await open();
    const [ada, ben, eva] = [await person("Ada"), await person("Ben"), await person("Eva")];
    await grant(ada, "notes", ago(1));
    await grant(ada, "other", ago(2));
    await grant(ben, "notes", ago(40));
    await grant(eva, "notes", ago(1), ago(1));
    await grant(eva, "other", null);
    const issued = { type: "token.issued", outcome: "success" };
    await database.prisma.auditEvent.createMany({
      data: [
        { ...issued, clientId: "service", at: ago(3) },
        { ...issued, clientId: "service", at: ago(60) },
        { ...issued, type: "token.refused", clientId: "service", at: ago(0) },
      ],
    });
  });

  it("counts people without those whose access ended, and says when it was used last", async () => {
    const uses = await createClientUsage(database).of(["service", "notes", "unknown"]);
    const nothing = { people: 0, morePeople: false };
    expect(uses).toEqual([
      { ...nothing, clientId: "service", lastUsedAt: ago(3) },
      { ...nothing, clientId: "notes", people: 2, lastUsedAt: ago(1) },
      { ...nothing, clientId: "unknown", lastUsedAt: null },
    ]);
  });

  it("counts tokens and people of the last thirty days", async () => {
    const service = createClientUsage(database);
    const none = { activePeople: 0, moreActivePeople: false, tokens: 0, moreTokens: false };
    expect(await service.statisticsOf("service")).toEqual({ ...none, tokens: 1 });
    expect(await service.statisticsOf("notes")).toEqual({ ...none, activePeople: 1 });
    expect(await service.statisticsOf("unknown")).toEqual(none);
  });

  it("stops counting at a thousand", async () => {
    await database.execute(
      `INSERT INTO audit_events (type, outcome, client_id) SELECT 'token.issued', 'success', 'busy' FROM generate_series(1, 1200)`,
    );
    expect(await createClientUsage(database).statisticsOf("busy")).toMatchObject({
      tokens: 1000,
      moreTokens: true,
    });
  });
});
