import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { OutboxEntry, OutboxStore } from "#server/outbox/outbox-store.ts";
import { type OutboxDelivery, type OutboxKind, startOutboxDelivery } from "#server/outbox/start-outbox-delivery.ts";

/** Logout tokens in the outbox. The target is the client id. */
export const backchannelLogoutKind: OutboxKind = {
  name: "backchannel_logout",
  // The app's tokens are dead anyway when the last attempt fails.
  retryDelaysSeconds: [5, 30, 120, 600, 3_600, 21_600],
  perTarget: 20,
  // Each look reads past what is due for an app that doesn't answer.
  waitingMax: 5_000,
  leaseSeconds: 30,
};
const tokenSeconds = 120;

/** What a logout token says about the session; no personal data. */
export interface EndedSignIn {
  accountId: string;
  /** As in the app's ID tokens. */
  sid: string;
}

export interface BackchannelLogoutDeps {
  settings: Pick<Settings, "publicUrl">;
  store: OutboxStore;
  clients: ClientLookup;
  keys: Pick<SigningKeys, "signer">;
  audit: AuditLog;
  log: Pick<Logger, "warn">;
  now?: () => Date;
  /** How long an app may take to answer. */
  timeoutMs?: number;
}

/**
 * Delivers logout tokens: connected apps learn that a session ended.
 *
 * Shape:  entries of the outbox, so that they survive a restart, and an app that doesn't answer delays only its own.
 * Spec:   OpenID Connect Back-Channel Logout 1.0 §2.4, §2.5.
 */
export function startBackchannelLogout(deps: BackchannelLogoutDeps): OutboxDelivery {
  const { settings, store, clients, keys, audit, log, now = () => new Date(), timeoutMs = 2_500 } = deps;

  async function logoutToken({ target: clientId, payload }: OutboxEntry<EndedSignIn>): Promise<string> {
    // Back-Channel Logout §2.4: signed as the client's ID tokens are.
    const alg = clients.find(clientId)?.idTokenAlgorithm ?? "RS256";
    const { kid, key } = await keys.signer(alg);
    const issuedAt = Math.floor(now().getTime() / 1000);
    return new SignJWT({ sid: payload.sid, events: { "http://schemas.openid.net/event/backchannel-logout": {} } })
      .setProtectedHeader({ alg, typ: "logout+jwt", kid })
      .setIssuer(settings.publicUrl)
      .setSubject(payload.accountId)
      .setAudience(clientId)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + tokenSeconds)
      .sign(key);
  }

  async function send(entry: OutboxEntry<EndedSignIn>): Promise<"delivered" | "unwanted"> {
    const uri = clients.find(entry.target)?.backchannelLogoutUri;
    if (!uri) return "unwanted";
    // Signed before the timeout starts, because the app's time must not include it.
    const body = new URLSearchParams({ logout_token: await logoutToken(entry) });
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(uri, { method: "POST", redirect: "manual", signal, body });
    await response.body?.cancel();
    if (response.status !== 200 && response.status !== 204) throw new Error(`answered ${response.status}`);
    return "delivered";
  }

  const record = (outcome: "success" | "failure", { target, payload, attempts }: OutboxEntry<EndedSignIn>) =>
    audit.record({
      type: "logout.backchannel_sent",
      outcome,
      userId: payload.accountId,
      clientId: target,
      details: { attempt: attempts },
    });

  return startOutboxDelivery<EndedSignIn>({
    kind: backchannelLogoutKind,
    store,
    send,
    onDelivered: (entry) => record("success", entry),
    onFailed: (entry) => record("failure", entry),
    onGivenUp: ({ target }, error) => log.warn("back-channel logout given up", { client: target, error }),
    log,
    now,
  });
}
