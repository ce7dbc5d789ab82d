import type { Refusal, RefusalSubject } from "./refusal.ts";

/**
 * Every failure that Portico answers for, by a stable code. Nothing compares messages.
 * The code decides status, wire error and page text: see error-table.ts.
 */
export type ErrorCode = keyof typeof import("./error-table.ts").errorTable;

export interface AppErrorOptions {
  cause?: unknown;
  /** For operators and logs: may name settings, hosts and ids, never a secret. */
  detail?: string;
  /** Public facts that a page or problem+json may show, e.g. `{ provider: "google" }`. */
  facts?: Readonly<Record<string, string | number>>;
  /** For administrators who ask why: the rule and the setting behind it. */
  refusal?: Refusal;
  about?: RefusalSubject;
}

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly facts: Readonly<Record<string, string | number>>;
  readonly refusal: Refusal | undefined;
  readonly about: RefusalSubject | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail ? `${code}: ${options.detail}` : code, { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.facts = options.facts ?? {};
    this.refusal = options.refusal;
    this.about = options.about;
  }
}
