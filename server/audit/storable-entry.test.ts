import { beforeAll, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { runInRequestContext } from "#server/http/request-context.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { createAuditStore } from "./audit-store.ts";
import { createAuditLog } from "./create-audit-log.ts";

const context = { requestId: "r", clientAddress: "203.0.113.1", userAgent: `x\u0000${"y".repeat(20_000)}` };

eachDatabase("what an event says", (open) => {
  let database: Database;
  const logged: string[] = [];
  beforeAll(async () => {
    database = await open();
    const audit = createAuditLog(
      createAuditStore(database),
      createLogger("error", { write: (line) => logged.push(line) }),
    );
    runInRequestContext(context, () => {
      const endless = "z".repeat(20_000);
      const details = {
        reason: `a\u0000b\ud83d${endless}`,
        ["k\u0000"]: 1,
        scopes: Array.from({ length: 500 }, () => endless),
      };
      audit.record({ type: "sign_in.refused", outcome: "failure", clientId: `c\u0000${endless}`, details });
      audit.record({ type: "sign_in.refused", outcome: "failure", details: { reason: "behind it" } });
    });
    await audit.flush();
  });

  it("is cleaned where the database couldn't keep it, so that no event behind it is held up", async () => {
    const rows = await database.prisma.auditEvent.findMany({ orderBy: { id: "asc" } });
    expect(logged).toEqual([]);
    expect(rows.map(({ details }) => (details as { reason: string }).reason.slice(0, 10))).toEqual([
      "a\ufffdb\ufffdzzzzzz",
      "behind it",
    ]);
    expect(rows[0]?.clientId).toMatch(/^c\ufffdz{498}$/);
    expect(rows[0]?.userAgent).toMatch(/^x\ufffdy{498}$/);
  });

  it("is cut, since its row stays for the whole retention", async () => {
    const [row] = await database.prisma.auditEvent.findMany({ orderBy: { id: "asc" } });
    expect(row?.details).toMatchObject({ scopes: Array.from({ length: 100 }, () => "z".repeat(500)) });
  });
});
