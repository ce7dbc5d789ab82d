import { AsyncLocalStorage } from "node:async_hooks";
import type { IncomingMessage } from "node:http";
import type { AppError } from "#server/errors/app-error.ts";
import type { RefusalSubject } from "#server/errors/refusal.ts";

/** What the front door knows of the request in hand; audit, logs and error pages read it. */
export interface RequestContext {
  requestId: string;
  /** After trusted proxies; never a header as it came. */
  clientAddress: string;
  userAgent: string | undefined;
  /** The request itself, for what is remembered of a refusal. */
  request?: Pick<IncomingMessage, "method" | "url" | "headers">;
  /** Remembers why the request is refused, under its id; see note-refusal.ts. */
  onRefused?: ((error: AppError, context: RequestContext, about?: RefusalSubject) => void) | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();
let untilReturn: RequestContext | undefined;

/** Holds for the work and everything asynchronous that it begins. */
export function runInRequestContext<T>(context: RequestContext | undefined, work: () => T): T {
  const outer = untilReturn;
  untilReturn = undefined;
  try {
    return context === undefined ? work() : storage.run(context, work);
  } finally {
    untilReturn = outer;
  }
}

/**
 * Holds until the work returns, and costs nothing (an asynchronous context costs an API call 3 % of its time). Work that
 * goes on later has to enter its context by `runInRequestContext`: see `keepRequestContext`.
 */
export function runUntilReturn(context: RequestContext, work: () => void): void {
  const outer = untilReturn;
  untilReturn = context;
  try {
    work();
  } finally {
    untilReturn = outer;
  }
}

/** Lets asynchronous work that begins here have the context that there is now. */
export function keepRequestContext<T>(work: () => T): T {
  return runInRequestContext(currentRequestContext(), work);
}

/** `undefined` outside a request (start-up, timers). */
export function currentRequestContext(): RequestContext | undefined {
  return untilReturn ?? storage.getStore();
}
