import pg from "pg";
import type { Logger } from "#server/http/log/logger.ts";

export interface PatientPoolOptions {
  log: Pick<Logger, "warn">;
  /** For messages: host, port and database. */
  place: string;
  /** How long a request waits for a connection. */
  waitMilliseconds?: number;
}

export interface PatientPool extends pg.Pool {
  /** Closes one connection and stays one below, where the server has none left for something else of this process. */
  spareOne(): void;
}

type Taken = (error: Error | undefined, client?: pg.PoolClient, release?: (error?: unknown) => void) => void;

const retryMilliseconds = 100;
/** After this the pool tries again to get as many connections as it may. */
const shortageMilliseconds = 60_000;

/**
 * A pool that waits for a connection of its own where the server refuses another one.
 *
 * The driver's pool hands the server's refusal to the request that wanted the connection, also while others
 * come free within milliseconds. Here that request waits like those that found the pool full, and the pool asks for no more
 * connections for a minute.
 *
 * Errors: after the wait the server's refusal, or the driver's "timeout exceeded"; the log names DATABASE_POOL_SIZE.
 */
export function createPatientPool(config: pg.PoolConfig, options: PatientPoolOptions): PatientPool {
  const { log, place, waitMilliseconds = 5_000 } = options;
  const pool = new pg.Pool({ ...config, connectionTimeoutMillis: waitMilliseconds });
  const wanted = pool.options.max;
  const takeNow = pool.connect.bind(pool) as (taken: Taken) => void;
  let isShort = false;
  let toldAtMs = Number.NEGATIVE_INFINITY;

  function tryForAll(): void {
    isShort = false;
    pool.options.max = wanted;
  }

  function settleFor(count: number, reason: string): void {
    pool.options.max = Math.max(1, count);
    if (!isShort) setTimeout(tryForAll, shortageMilliseconds).unref();
    isShort = true;
    tell("the server refuses more connections: requests wait for one of those at hand", reason);
  }

  function tell(message: string, reason: string): void {
    if (performance.now() - toldAtMs < shortageMilliseconds) return;
    toldAtMs = performance.now();
    log.warn(message, {
      server: place,
      reason,
      connections: pool.totalCount,
      DATABASE_POOL_SIZE: wanted,
      do: "lower DATABASE_POOL_SIZE in every process, or raise the limit of the role, the database or the server",
    });
  }

  function take(taken: Taken, giveUpAtMs: number): void {
    takeNow((error, client, release) => {
      if (!error) return taken(error, client, release);
      if (isNoneFree(error)) tell("no connection to the database came free in time", error.message);
      if (!isRefusedForNumber(error) || performance.now() >= giveUpAtMs) return taken(error, client, release);
      settleFor(pool.totalCount, error.message);
      const again = () => take(taken, giveUpAtMs);
      // With a connection at hand, the pool's own queue waits for it.
      if (pool.totalCount > 0) again();
      else setTimeout(again, retryMilliseconds);
    });
  }

  function connect(taken?: Taken): Promise<pg.PoolClient> | undefined {
    const giveUpAtMs = performance.now() + waitMilliseconds;
    if (taken) return void take(taken, giveUpAtMs);
    return new Promise((resolve, reject) =>
      take((error, client) => (client ? resolve(client) : reject(error)), giveUpAtMs),
    );
  }

  return Object.assign(pool, {
    connect: connect as pg.Pool["connect"],
    spareOne() {
      if (pool.totalCount < 2) return;
      settleFor(pool.totalCount - 1, "the listening connection was refused");
      takeNow((_, client) => client?.release(true));
    },
  });
}

/**
 * "too many connections": of the role, the database or the server; PgBouncer says 08P01 (protocol violation) for its
 * max_client_conn. Unlike an outage it says nothing of the connections that are open.
 */
export function isRefusedForNumber(error: unknown): boolean {
  return /^(?:53300|08P01)$/.test(String((error as { code?: unknown }).code));
}

/** The driver's pool gives this error no code. */
function isNoneFree(error: Error): boolean {
  return error.message === "timeout exceeded when trying to connect";
}
