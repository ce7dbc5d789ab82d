import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import type { InspectedDatabase, MigrationFacts } from "#server/database/inspect-database.ts";
import type { Outage } from "#server/database/outage.ts";
import { porticoVersion } from "#server/portico-version.ts";
import { startedAtMs } from "#server/processes/process-facts.ts";
import type { ListedProcess, ProcessList } from "#server/processes/process-list.ts";
import type { WatchedRateLimiter } from "#server/rate-limits/rate-limiter.ts";

export interface DegradedPart {
  part: Outage["part"];
  since: string | null;
  reason: string | null;
  advice: string | null;
}

export interface SystemFacts {
  version: string;
  nodeVersion: string;
  publicUrl: string;
  mode: Settings["mode"];
  startedAt: string;
  redis: boolean;
  database: Pick<InspectedDatabase, "kind" | "sizeBytes" | "pool"> & {
    description: string;
    ready: boolean;
    version: string | null;
  };
  migrations: {
    applied: number;
    latest: string | null;
    latestAt: string | null;
    pending: string[];
    unknown: string[];
  } | null;
  degraded: DegradedPart[];
}

/** A process as the API shows it, in one level, so that a table can have its columns. */
export interface ShownProcess {
  id: string;
  isOwn: boolean;
  state: ListedProcess["state"];
  since: string | null;
  answeredAfterMs: number | null;
  role: "portal" | "command" | null;
  version: string | null;
  nodeVersion: string | null;
  host: string | null;
  pid: number | null;
  startedAt: string | null;
  memoryBytes: number | null;
}

export interface SystemService {
  get(): Promise<SystemFacts>;
  /**
   * The processes that listen, each asked at this moment.
   *
   * Shape:  `complete` is false when others could not be asked. What a process did not answer is `null`.
   * Units:  `answeredAfterMs` in milliseconds, `memoryBytes` in bytes; times are ISO 8601 in UTC.
   * Errors: none; a process that doesn't answer within a second is listed as such.
   */
  processes(): Promise<{ items: ShownProcess[]; complete: boolean }>;
}

export interface SystemDeps {
  settings: Pick<Settings, "publicUrl" | "mode" | "redisUrl">;
  database: Pick<Database, "kind" | "describe" | "inspect" | "outages" | "ping">;
  limiter: Pick<WatchedRateLimiter, "aloneSinceMs">;
  processes: Pick<ProcessList, "list">;
}

/** What runs, for the operator. */
export function createSystem({ settings, database, limiter, processes }: SystemDeps): SystemService {
  /** `undefined` when it does not answer in time. */
  const inspect = () =>
    database.ping().then(
      () => database.inspect().catch(() => undefined),
      () => undefined,
    );

  return {
    async get() {
      const found = await inspect();
      return {
        version: porticoVersion,
        nodeVersion: process.version,
        publicUrl: settings.publicUrl,
        mode: settings.mode,
        startedAt: isoTime(startedAtMs),
        redis: settings.redisUrl !== undefined,
        database: {
          description: database.describe(),
          ready: found !== undefined,
          kind: database.kind,
          version: found?.version ?? null,
          sizeBytes: found?.sizeBytes ?? null,
          pool: found?.pool ?? null,
        },
        migrations: found ? shownMigrations(found.migrations) : null,
        degraded: [
          ...(found ? migrationOutages(found.migrations) : [outage("database")]),
          ...database.outages(),
          ...(limiter.aloneSinceMs === undefined ? [] : [outage("rate_limits", limiter.aloneSinceMs)]),
        ].map(({ sinceMs, ...rest }) => ({ ...rest, since: sinceMs === null ? null : isoTime(sinceMs) })),
      };
    },

    async processes() {
      const { items, complete } = await processes.list();
      return { items: items.map(shownProcess), complete };
    },
  };
}

function outage(part: Outage["part"], sinceMs: number | null = null): Outage {
  return { part, sinceMs, reason: null, advice: null };
}

/** A version that is replaced process by process has applied them before this one ends. */
function migrationOutages({ pending, unknown }: MigrationFacts): Outage[] {
  const names = [...pending, ...unknown];
  return names.length === 0 ? [] : [{ ...outage("migrations"), reason: names.join(", ") }];
}

function shownMigrations({ applied, latest, latestAt, pending, unknown }: MigrationFacts) {
  return {
    applied,
    latest,
    latestAt: latestAt?.toISOString() ?? null,
    pending: [...pending],
    unknown: [...unknown],
  };
}

function shownProcess({ facts, sinceMs, id, isOwn, state, answeredAfterMs }: ListedProcess): ShownProcess {
  return {
    id,
    isOwn,
    state,
    since: sinceMs === null ? null : isoTime(sinceMs),
    answeredAfterMs,
    role: facts?.role ?? null,
    version: facts?.version ?? null,
    nodeVersion: facts?.nodeVersion ?? null,
    host: facts?.host ?? null,
    pid: facts?.pid ?? null,
    startedAt: facts ? isoTime(facts.startedAtMs) : null,
    memoryBytes: facts?.memoryBytes ?? null,
  };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
