import { hashOpaqueId, randomOpaqueId } from "#server/crypto/opaque-id.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import { callerKey } from "#server/http/caller-key.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import { longestReturnPath } from "#server/http/return-path.ts";

/** Of one caller at a time: a thousand links of 4 kB. */
const callerMaxBytes = 4 * 1024 * 1024;
/**
 * What a browser carries along: it stands in the addresses of several steps, percent-encoded once or twice, and five sign-ins
 * under way must fit into the cookies of one request.
 */
export const longestCarried = 1_000;
/** More than one, so that they become fewer between two rounds of housekeeping. */
const purgedWithOne = 100;
const idShape = /^[\w-]{43}$/;

/** Holds on the server where people go after signing in, when that is too long to be carried along by the browser. */
export interface KeptReturnPaths {
  /** Whether an address is too long to be carried along. */
  isLong(target: string): boolean;
  /**
   * Keeps a checked address for an hour and returns the id to ask for it by, as often as wanted.
   *
   * Errors: rate_limited when the request's client address has 4 MB kept already; request_invalid for more than 16,384 letters.
   * Races:  callers at the same moment may go over that by one address each.
   */
  keep(target: string): Promise<string>;
  /** Errors: return_path_expired for an id that is unknown or too old. The caller checks the path again. */
  find(id: string): Promise<string>;
  /** Deletes at most `limit` that are too old, the oldest first; returns how many. Some also go whenever another is kept. */
  purgeExpired(limit: number): Promise<number>;
  /** A path of the portal's that leads to a checked address: the address itself, or `/bff/return?to=`. */
  shorten(target: string): Promise<string>;
}

/** Callers that have kept all that a caller may, for the administration. */
export interface KeptReturnPathLimits {
  fullCallers(most: number): Promise<readonly FullCaller[]>;
  /** The caller, when it has kept all that it may. */
  fullCaller(caller: string): Promise<FullCaller | undefined>;
  /** Deletes what a caller has kept, so that it can keep more; links to it end with return_path_expired. Returns how many. */
  forgetCaller(caller: string): Promise<number>;
}

export interface FullCaller {
  caller: string;
  bytes: number;
  limitBytes: number;
  /** Epoch seconds: when the first of its addresses expire. */
  firstEndsAtSeconds: number;
}

/** The database has only the id's hash, so that a copy of the table contains no working links. */
export function createKeptReturnPaths({
  query,
  execute,
}: Pick<Database, "query" | "execute">): KeptReturnPaths & KeptReturnPathLimits {
  const isLong = (target: string) => target.length > longestCarried;

  const purgeExpired = (limit: number): Promise<number> =>
    execute(
      `DELETE FROM kept_return_paths WHERE id_hash = ANY (ARRAY(
         SELECT id_hash FROM kept_return_paths WHERE expires_at < now() ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED))`,
      [limit],
    );

  async function keep(target: string): Promise<string> {
    if (target.length > longestReturnPath) throw new AppError("request_invalid", { detail: "return path too long" });
    const id = randomOpaqueId();
    const caller = callerKey(currentRequestContext()?.clientAddress ?? "");
    await purgeExpired(purgedWithOne);
    const kept = await execute(
      `INSERT INTO kept_return_paths (id_hash, caller, target, bytes, expires_at)
       SELECT $1, $2, $3, $4, now() + interval '1 hour'
       WHERE (SELECT coalesce(sum(bytes), 0) FROM kept_return_paths WHERE caller = $2) < $5`,
      [hashOpaqueId(id), caller, target, Buffer.byteLength(target), callerMaxBytes],
    );
    if (kept === 0) throw new AppError("rate_limited", { detail: `return paths kept for ${caller}` });
    return id;
  }

  return {
    isLong,
    keep,
    purgeExpired,

    async fullCallers(most) {
      const found = await query<FullCallerRow>(`${fullCallersSql} ORDER BY min(expires_at) DESC LIMIT $3`, [
        callerMaxBytes,
        null,
        most,
      ]);
      return found.map(fullCaller);
    },

    async fullCaller(caller) {
      const [found] = await query<FullCallerRow>(fullCallersSql, [callerMaxBytes, caller]);
      return found && fullCaller(found);
    },

    forgetCaller: (caller) => execute("DELETE FROM kept_return_paths WHERE caller = $1", [caller]),

    async find(id) {
      const [row] = idShape.test(id)
        ? await query<{ target: string }>(
            "SELECT target FROM kept_return_paths WHERE id_hash = $1 AND expires_at > now()",
            [hashOpaqueId(id)],
          )
        : [];
      if (!row) throw new AppError("return_path_expired");
      return row.target;
    },

    shorten: async (target) =>
      isLong(target) ? `/bff/return?${new URLSearchParams({ to: await keep(target) })}` : target,
  };
}

interface FullCallerRow {
  caller: string;
  bytes: bigint;
  firstEndsAt: Date;
}

const fullCallersSql = `SELECT caller, sum(bytes) AS bytes, min(expires_at) AS "firstEndsAt" FROM kept_return_paths
  WHERE ($2::text IS NULL OR caller = $2) GROUP BY caller HAVING sum(bytes) >= $1`;

function fullCaller({ caller, bytes, firstEndsAt }: FullCallerRow): FullCaller {
  return {
    caller,
    bytes: Number(bytes),
    limitBytes: callerMaxBytes,
    firstEndsAtSeconds: Math.ceil(firstEndsAt.getTime() / 1000),
  };
}
