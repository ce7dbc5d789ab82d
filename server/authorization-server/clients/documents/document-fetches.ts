import { callerKey } from "#server/http/caller-key.ts";
import { currentRequestContext } from "#server/http/request-context.ts";

const atOnce = 16;
/** Bounds, so that neither a host that never answers nor one caller takes all slots. */
const atOncePerHost = 4;
const atOncePerCaller = 4;

/** Fetches of client documents: one per address at a time, and as many at once as there are slots. */
export interface DocumentFetches<Result> {
  underWay(address: string): Promise<Result> | undefined;
  /** `undefined` when all slots are busy. */
  begin(address: string, fetch: () => Promise<Result>): Promise<Result> | undefined;
}

export function createDocumentFetches<Result>(): DocumentFetches<Result> {
  const running = new Map<string, { host: string; caller: string | undefined; result: Promise<Result> }>();

  return {
    underWay: (address) => running.get(address)?.result,
    begin(address, fetch) {
      const { host } = new URL(address);
      const clientAddress = currentRequestContext()?.clientAddress;
      const caller = clientAddress === undefined ? undefined : callerKey(clientAddress);
      const others = [...running.values()];
      const ofHost = others.filter((other) => other.host === host).length;
      const ofCaller = others.filter((other) => caller !== undefined && other.caller === caller).length;
      if (others.length >= atOnce || ofHost >= atOncePerHost || ofCaller >= atOncePerCaller) return undefined;
      const result = fetch().finally(() => running.delete(address));
      running.set(address, { host, caller, result });
      return result;
    },
  };
}
