import type { IncomingMessage } from "node:http";
import type { Operation } from "#server/admin/operation.ts";
import { AppError } from "#server/errors/app-error.ts";

/** One entity tag, also a weak one: a proxy that compresses weakens ours, and they name the entry's state, not its bytes. */
const oneTag = /^(?:W\/)?"([\x21\x23-\x7e]{1,200})"$/;

/**
 * The revision in If-Match, for an operation that changes one: `undefined` for `*`, which means any.
 *
 * Errors: revision_required; request_invalid for what is no entity tag, or several.
 * Spec:   RFC 9110 §13.1.1; RFC 6585 §3.
 */
export function readRevision({ headers }: IncomingMessage, { changesRevision }: Operation): string | undefined {
  if (!changesRevision) return undefined;
  const given = headers["if-match"]?.trim();
  if (given === undefined) throw new AppError("revision_required");
  if (given === "*") return undefined;
  const [, revision] = oneTag.exec(given) ?? [];
  if (revision === undefined) throw new AppError("request_invalid", { detail: "If-Match is no entity tag" });
  return revision;
}
