import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import type { OwnedNotifier } from "#server/database/events/notifier.ts";

/** What the two kinds of database do differently. */
export interface DatabaseConnection {
  kind: "embedded" | "postgres";
  adapter: SqlDriverAdapterFactory;
  describe(): string;
  listen(): Promise<OwnedNotifier>;
  run(sql: string, params: readonly unknown[]): Promise<{ rows: unknown[]; count: number }>;
  close(): Promise<void>;
}
