import type { ErrorOut, KoaContextWithOIDC } from "oidc-provider";
import type { ErrorCode } from "#server/errors/app-error.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { toAppError } from "#server/http/problem.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import type { SignedNotes } from "#server/http/signed/signed-note.ts";
import { type ErrorDetail, errorDetail } from "./error-detail.ts";
import { errorPageCode } from "./error-page-code.ts";
import { protocolRefusal } from "./protocol-refusal.ts";

type RefusedRequest = Parameters<typeof errorDetail>[1];

/** As long as a developer may keep the tab open and reload it. */
const detailLifetimeSeconds = 60 * 60;

export interface AuthorizationErrors {
  /** Where people read what happened, with the detail for developers in a signed note. */
  pagePath(error: Error, request: RefusedRequest): string;
  /** The detail of exactly this error page; `undefined` when this portal did not write it. */
  detailOf(note: string | undefined, code: ErrorCode, reference: string): ErrorDetail | undefined;
  /**
   * Errors that must not go to the app: unknown clients and unregistered redirect addresses above all (RFC 9700 §4.1.3).
   * People get the portal's error page; programs the library's JSON.
   */
  render(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): void;
}

export function createAuthorizationErrors(notes: SignedNotes): AuthorizationErrors {
  const about = (code: ErrorCode, reference: string) => `error-detail/${code}/${reference}`;

  function pagePath(error: Error, request: RefusedRequest): string {
    const code = errorPageCode(error);
    const reference = currentRequestContext()?.requestId ?? "";
    noteRefusal(protocolRefusal(error, request) ?? toAppError(error));
    const query = new URLSearchParams({ code, ref: reference });
    const detail = errorDetail(error, request);
    if (detail) query.set("detail", notes.write(about(code, reference), detail, detailLifetimeSeconds));
    return `/error?${query}`;
  }

  return {
    pagePath,
    detailOf: (note, code, reference) => notes.read<ErrorDetail>(about(code, reference), note),
    render(ctx, out, error) {
      if (ctx["accepts"]("json", "html") !== "html") {
        ctx.body = out;
        return;
      }
      const { oidc } = ctx;
      const parameters = { ...(ctx["query"] as object), ...oidc?.body, ...oidc?.params };
      ctx.status = 303;
      ctx["redirect"](pagePath(error, { endpoint: ctx.path, parameters, clientId: oidc?.client?.clientId }));
    },
  };
}
