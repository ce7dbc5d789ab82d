import type { IncomingMessage, ServerResponse } from "node:http";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Settings } from "#server/config/settings.ts";
import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import type { Refusal } from "#server/errors/refusal.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { createOwnHeaders, type OwnHeaders } from "#server/http/own-headers.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import { answerProblem, type ProblemContext } from "./answer-problem.ts";
import { type CallOrigins, decideCallOrigin } from "./call-origin-policy.ts";
import { answerPreflight, crossOriginHeaders, isPreflight, varyByOrigin } from "./cross-origin-headers.ts";
import { OtherSiteFrontends } from "./other-site-frontends.ts";
import { passingPage } from "./passing-page.ts";
import { plainOrigin, UnlistedOrigins } from "./unlisted-origins.ts";

const auditedPerMinuteMax = 60;

/** The checks before every call under /bff/ that is not a navigation: CORS of our own frontends, X-CSRF, origin. */
export class CallGate {
  readonly origins: CallOrigins;
  readonly ownHeaders: OwnHeaders;
  readonly unlistedOrigins: UnlistedOrigins;
  readonly otherSites: OtherSiteFrontends;
  readonly #publicUrl: string;
  readonly #audit: AuditLog;
  readonly #log: Logger | undefined;
  readonly #crossOrigin: ReadonlyMap<string, readonly string[]>;
  readonly #withoutCors: readonly string[] | undefined;
  #auditedMinute = 0;
  #audited = 0;

  constructor(
    settings: Pick<Settings, "frontendOrigins" | "origin" | "publicUrl" | "secure">,
    audit: AuditLog,
    log: Logger | undefined,
  ) {
    const frontends = settings.frontendOrigins.map((url) => new URL(url).origin);
    this.origins = { own: settings.origin, frontends: new Set(frontends) };
    this.#publicUrl = settings.publicUrl;
    this.#audit = audit;
    this.#log = log;
    this.ownHeaders = createOwnHeaders(settings.secure);
    this.unlistedOrigins = new UnlistedOrigins(this.origins, log);
    this.otherSites = new OtherSiteFrontends(this.origins, log);
    this.#crossOrigin = new Map(frontends.map((origin) => [origin, crossOriginHeaders(origin)]));
    if (frontends.length > 0) this.#withoutCors = varyByOrigin;
  }

  /** CORS headers for this caller. Same-origin pages and unknown origins get only `Vary: Origin`. */
  crossOriginHeaders(request: IncomingMessage): readonly string[] | undefined {
    const origin = request.headers.origin;
    return (origin === undefined ? undefined : this.#crossOrigin.get(origin)) ?? this.#withoutCors;
  }

  /** Answers a preflight or refuses; true when the call may go on. */
  admit(request: IncomingMessage, response: ServerResponse, route?: { allow: string }): boolean {
    const origin = request.headers.origin;
    if (origin !== undefined && isPreflight(request) && this.#crossOrigin.has(origin)) {
      this.ownHeaders.set(response);
      answerPreflight(response, origin, route, request.headers["access-control-request-headers"] ?? "");
      return false;
    }
    const verdict = decideCallOrigin(request, this.origins);
    const page = verdict === "csrf_header_missing" ? undefined : passingPage(request.headers, this.origins);
    if (verdict === "allowed" && (page === undefined || (page.listed && !page.otherHost))) return true;
    if (verdict === "csrf_header_missing") this.recordRefusal(verdict);
    else this.recordForeignOrigin(request, page?.origin);
    const code =
      verdict === "csrf_header_missing" ? verdict : page?.otherHost ? "passed_on_from_elsewhere" : "origin_refused";
    // The page knows its own origin already, so the refusal may name what to list.
    const facts = page ? { origin: page.origin } : {};
    this.refuse(request, response, new AppError(code, { facts, ...this.#refusal(code, request, page?.origin) }));
    return false;
  }

  /** For administrators who ask why: the origins that would have passed. */
  #refusal(code: ErrorCode, { headers }: IncomingMessage, passing: string | undefined): { refusal?: Refusal } {
    if (code === "csrf_header_missing") return {};
    const needed = [this.origins.own, ...this.origins.frontends];
    return { refusal: { rule: code, setting: "frontendOrigins", needed, had: passing ?? plainOrigin(headers.origin) } };
  }

  refuse(
    request: IncomingMessage,
    response: ServerResponse,
    thrown: AppError,
    context: Omit<ProblemContext, "publicUrl"> = {},
  ): void {
    const error = this.explain(request, thrown);
    this.#describe(error);
    if (!response.headersSent) this.ownHeaders.set(response);
    const headers = context.headers ?? this.crossOriginHeaders(request);
    answerProblem(request, response, error, { ...context, headers, publicUrl: this.#publicUrl });
  }

  /** A call without a session may have another reason than that its caller is signed out. */
  explain(request: IncomingMessage, error: AppError): AppError {
    return error.code === "session_required" ? this.otherSites.refusal(request) : error;
  }

  #describe(error: AppError): void {
    if (error.code === "internal_error") this.#log?.error("call failed", { error });
    else if (errorTable[error.code].status >= 500) this.#log?.warn("call failed", { error });
  }

  /** An unknown site, or a frontend that isn't listed yet: the origin in the record lets the operator tell them apart. */
  recordForeignOrigin(request: IncomingMessage, passing?: string): void {
    const origin = passing ?? plainOrigin(request.headers.origin);
    this.recordRefusal("origin_refused", origin === undefined ? {} : { origin });
    if (origin !== undefined) this.unlistedOrigins.noteCall(origin);
  }

  /** Refusals go to the audit log, but a flood of them must not become a flood of rows. */
  recordRefusal(reason: string, facts: Readonly<Record<string, string>> = {}): void {
    const minute = Math.floor(Date.now() / 60_000);
    if (minute !== this.#auditedMinute) {
      this.#auditedMinute = minute;
      this.#audited = 0;
    }
    if (++this.#audited > auditedPerMinuteMax || currentRequestContext() === undefined) return;
    this.#audit.record({ type: "request.refused", outcome: "failure", details: { at: "bff", reason, ...facts } });
  }
}
