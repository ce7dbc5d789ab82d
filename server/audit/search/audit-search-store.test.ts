import { expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import type { AuditFilter } from "./audit-search.ts";
import { auditPageSql } from "./audit-search-store.ts";

const asked: [string, AuditFilter, string][] = [
  ["of an app", { clientId: "notes" }, "audit_events_client_id_at_idx"],
  ["of an app, of a kind", { clientId: "notes", types: ["token.issued"] }, "audit_events_client_id_at_idx"],
  ["of an app, failures", { clientId: "notes", outcome: "failure" }, "audit_events_failure_client_id_at_idx"],
  ["of a provider", { providerId: "google" }, "audit_events_provider_id_at_idx"],
  ["of a provider, failures", { providerId: "google", outcome: "failure" }, "audit_events_failure_provider_id_at_idx"],
  ["of a kind", { types: ["token.issued"] }, "audit_events_type_at_idx"],
  ["of kinds", { types: ["session.started", "session.ended"] }, "audit_events_type_at_idx"],
  ["of a kind, failures", { types: ["session.started"], outcome: "failure" }, "audit_events_failure_type_at_idx"],
];

eachDatabase("a page of the audit log", (open) => {
  let database: Database | undefined;
  it.each(asked)("is looked up by the index of the filter, whatever the table has: %s", async (_, filter, index) => {
    database ??= await open();
    const { sql, params } = auditPageSql(filter, undefined, { columns: "id, at", limit: 51 });
    const plan = await database.transaction(async (tx) => {
      // The table is empty, and reading all of it would be the cheapest.
      await tx.$executeRawUnsafe("SET LOCAL enable_seqscan = off");
      return tx.$queryRawUnsafe<{ "QUERY PLAN": string }[]>(`EXPLAIN ${sql}`, ...params);
    });
    const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(text).toContain(`Index Scan Backward using ${index}`);
    expect(text).toContain(" >= asked.value");
  });
});
