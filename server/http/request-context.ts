import { AsyncLocalStorage } from "node:async_hooks";

/** What the front door knows of the request in hand; audit, logs and error pages read it. */
export interface RequestContext {
  requestId: string;
  /** After trusted proxies; never a header as it came. */
  clientAddress: string;
  userAgent: string | undefined;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function runInRequestContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** `undefined` outside a request (start-up, timers). */
export function currentRequestContext(): RequestContext | undefined {
  return storage.getStore();
}
