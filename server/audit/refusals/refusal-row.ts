import { storable } from "#server/audit/storable-entry.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { RefusalSubject } from "#server/errors/refusal.ts";
import { loggedPath } from "#server/http/log/logged-path.ts";
import type { RequestContext } from "#server/http/request-context.ts";
import { targetPath } from "#server/http/request-target.ts";

/** What the portal remembers of one refusal. */
export interface RefusalRow {
  at: Date;
  requestId: string;
  code: string;
  userId: string | undefined;
  clientId: string | undefined;
  providerId: string | undefined;
  clientAddress: string;
  method: string | undefined;
  host: string | undefined;
  path: string | undefined;
  facts: RefusalFacts;
}

/** The rule with what it needed and had, and what the error says for operators. */
export interface RefusalFacts {
  rule?: string | undefined;
  setting?: string | undefined;
  needed?: string | number | readonly string[] | undefined;
  had?: string | number | readonly string[] | undefined;
  detail?: string | undefined;
  /** Public facts of the error, which its answer had as well. */
  said?: Readonly<Record<string, string | number>> | undefined;
  /** Of an internal error: its name and where it was thrown, without its message, which may quote anything. */
  thrown?: string | undefined;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A part of a path that may open something: an invitation, a request, a code. */
const opaquePart = /^[\w-]{20,}$/;

/** Pure. The path has no query and no part that could be a token; texts are cut and cleaned. */
export function refusalRow(
  error: AppError,
  { context, about, at }: { context: RequestContext; about?: RefusalSubject | undefined; at: Date },
): RefusalRow {
  const { code, refusal, detail } = error;
  const { userId, clientId, providerId } = { ...about, ...error.about };
  const { method, url, headers } = context.request ?? {};
  const facts: RefusalFacts = {
    ...refusal,
    detail: detail === undefined ? undefined : withoutOpaqueParts(detail),
    said: Object.keys(error.facts).length > 0 ? error.facts : undefined,
    thrown: code === "internal_error" ? thrownBy(error.cause) : undefined,
  };
  const row = {
    code,
    userId: undefined,
    clientId,
    providerId,
    method,
    host: headers?.host,
    path: plainPath(url),
    facts,
  };
  return {
    ...(storable(row) as typeof row),
    at,
    requestId: context.requestId,
    userId: userId !== undefined && uuid.test(userId) ? userId : undefined,
    clientAddress: context.clientAddress,
  };
}

function plainPath(url: string | undefined): string | undefined {
  if (!url?.startsWith("/")) return undefined;
  const parts = (loggedPath(targetPath(url)) ?? "").split("/");
  return parts.map((part) => (opaquePart.test(part) && !uuid.test(part) ? "…" : part)).join("/");
}

/** What errors say for operators may name the address that was asked for. */
function withoutOpaqueParts(detail: string): string {
  return detail.replaceAll(/(?<=\/)[\w-]{20,}/g, (part) => (uuid.test(part) ? part : "…"));
}

function thrownBy(cause: unknown): string | undefined {
  if (!(cause instanceof Error)) return undefined;
  const frame = cause.stack?.split("\n").find((line) => line.startsWith("    at "));
  return `${cause.name}${frame ? ` ${frame.trim()}` : ""}`;
}
