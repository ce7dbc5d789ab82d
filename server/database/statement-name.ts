import { createHash } from "node:crypto";

const names = new Map<string, string>();

/** A stable name for a statement's text, so that PostgreSQL parses and plans it once a connection. */
export function statementName(sql: string): string {
  const known = names.get(sql);
  if (known) return known;
  const name = `portico_${createHash("sha256").update(sql).digest("base64url").slice(0, 22)}`;
  // Statements are constants of the code; a text built at run time must not grow this without bound.
  if (names.size < 1_000) names.set(sql, name);
  return name;
}
