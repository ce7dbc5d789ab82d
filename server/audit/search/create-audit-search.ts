import type { AuditLog } from "#server/audit/audit-event.ts";
import type { AuditSearch, FoundEvent } from "./audit-search.ts";
import type { AuditEventRow, AuditSearchStore } from "./audit-search-store.ts";
import { followAuditLog } from "./follow-audit-log.ts";

const exportBatch = 500;

export function createAuditSearch(store: AuditSearchStore, audit: Pick<AuditLog, "flush">): AuditSearch {
  return {
    async list(filter, { after, limit }) {
      // What this process recorded a moment ago is in the list.
      await audit.flush();
      const { rows, next } = await store.list(filter, after, limit);
      return { items: rows.map(foundEvent), next };
    },

    async find(id) {
      await audit.flush();
      const row = await store.find(id);
      return row && foundEvent(row);
    },

    async *export(filter) {
      await audit.flush();
      let after: string | undefined;
      do {
        const { rows, next } = await store.list(filter, after, exportBatch);
        for (const row of rows) yield foundEvent(row);
        after = next ?? undefined;
      } while (after !== undefined);
    },

    async *follow(filter, options) {
      for await (const row of followAuditLog(store, filter, options)) yield foundEvent(row);
    },
  };
}

function foundEvent(row: AuditEventRow): FoundEvent {
  return { ...row, id: String(row.id), at: row.at.toISOString() };
}
