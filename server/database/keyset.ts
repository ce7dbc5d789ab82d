import { AppError } from "#server/errors/app-error.ts";

/** Where a page of a list ended: the time and the id of its last row, by which lists are ordered. */
export interface KeysetPlace {
  at: Date;
  id: string;
}

export interface KeysetPage<Row> {
  rows: Row[];
  /** Give it as `after` for the next page; `null` on the last one. */
  next: string | null;
}

/**
 * Cuts a page from `limit + 1` rows that were read.
 *
 * Keyset pages stay right while rows are added and deleted: none is skipped, none comes twice.
 */
export function keysetPage<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => { at: Date; id: string | bigint },
): KeysetPage<Row> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { rows: page, next: rows.length > limit && last !== undefined ? writePlace(placeOf(last)) : null };
}

function writePlace({ at, id }: { at: Date; id: string | bigint }): string {
  return Buffer.from(`${at.getTime()} ${id}`).toString("base64url");
}

/** `idPattern` keeps a forged cursor from failing in the database. Errors: cursor_invalid. */
export function readPlace(cursor: string, idPattern: RegExp): KeysetPlace {
  const [ms = "", id = "", ...rest] = Buffer.from(cursor, "base64url").toString().split(" ");
  if (!/^\d{1,15}$/.test(ms) || !idPattern.test(id) || rest.length > 0) throw new AppError("cursor_invalid");
  return { at: new Date(Number(ms)), id };
}

export const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
export const bigintPattern = /^\d{1,18}$/;
