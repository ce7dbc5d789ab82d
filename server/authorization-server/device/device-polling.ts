import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import type { GrantHandler } from "#server/authorization-server/library/oidc-provider-internals.ts";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { nowMs as currentMs } from "#server/clock.ts";
import type { DeviceAttemptStore } from "./device-attempt-store.ts";

export const pollIntervalSeconds = 5;

/**
 * `interval` and `slow_down`, which the library lacks: a device that polls faster than its interval gets slow_down, and its
 * interval grows by five seconds each time, whichever process it asks.
 *
 * Spec: RFC 8628 §3.2, §3.5.
 */
export function limitDevicePolling(
  store: Pick<DeviceAttemptStore, "notePoll">,
  nowMs = currentMs,
): (original: GrantHandler) => GrantHandler {
  return (original) => async (ctx) => {
    const deviceCode = ctx.oidc.params?.["device_code"];
    const clientId = ctx.oidc.client?.clientId;
    if (typeof deviceCode !== "string" || clientId === undefined) return original(ctx);
    const { tooFast } = await store.notePoll({
      codeHash: hashRecordId(deviceCode),
      clientId,
      nowMs: nowMs(),
      intervalSeconds: pollIntervalSeconds,
      growSeconds: 5,
      // For the network's jitter and the clocks of two processes: a device that keeps its interval must never get slow_down.
      toleranceMs: 100,
    });
    if (tooFast) throw new errors.SlowDown();
    await original(ctx);
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
