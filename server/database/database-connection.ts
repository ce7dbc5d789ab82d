import type { SqlDriverAdapterFactory } from "@prisma/client/runtime/client";
import type { OwnedNotifier } from "#server/database/events/notifier.ts";

/** Connections of this process. `waiting`: statements that wait for one. */
export interface PoolFacts {
  max: number;
  open: number;
  idle: number;
  waiting: number;
}

/** What the two kinds of database do differently. */
export interface DatabaseConnection {
  kind: "embedded" | "postgres";
  adapter: SqlDriverAdapterFactory;
  describe(): string;
  listen(): Promise<OwnedNotifier>;
  /** Of the pool; `null` where there is one connection. */
  pool(): PoolFacts | null;
  run(sql: string, params: readonly unknown[]): Promise<{ rows: unknown[]; count: number }>;
  close(): Promise<void>;
}
