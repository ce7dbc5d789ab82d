import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import type { GrantHandler } from "./oidc-provider-internals.ts";
import { hashRecordId } from "./oidc-record-store.ts";

export const pollIntervalSeconds = 5;
const pollersAtMost = 20_000;

/**
 * `interval` and `slow_down`, which the library lacks: a device that polls faster than it was told is told so, and its
 * interval grows by five seconds each time.
 *
 * Counted per process: behind several, a device may poll a little faster, which harms nobody.
 *
 * Spec: RFC 8628 §3.2, §3.5.
 */
export function limitDevicePolling(nowMs = (): number => Date.now()): (original: GrantHandler) => GrantHandler {
  const polls = new Map<string, { atMs: number; intervalSeconds: number }>();
  return (original) => async (ctx) => {
    const deviceCode = ctx.oidc.params?.["device_code"];
    if (typeof deviceCode !== "string") return original(ctx);
    const key = `${ctx.oidc.client?.clientId} ${hashRecordId(deviceCode)}`;
    const last = polls.get(key);
    const now = nowMs();
    const intervalSeconds = last?.intervalSeconds ?? pollIntervalSeconds;
    // A tenth of a second for the network's jitter: who waits as told must never be told to wait longer.
    const tooFast = last !== undefined && now - last.atMs < intervalSeconds * 1000 - 100;
    const [oldest] = polls.keys();
    if (polls.size >= pollersAtMost && oldest !== undefined) polls.delete(oldest);
    polls.delete(key);
    polls.set(key, { atMs: now, intervalSeconds: tooFast ? intervalSeconds + 5 : intervalSeconds });
    if (tooFast) throw new errors.SlowDown();
    await original(ctx);
    polls.delete(key);
  };
}

/** RFC 8628 §3.2: `interval` in the answer. */
export function announcePollInterval(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (ctx.status !== 200 || typeof body !== "object" || body === null || !("device_code" in body)) return;
    ctx.body = { ...body, interval: pollIntervalSeconds };
  });
}
