import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Logger } from "#server/http/logger.ts";
import type { BackchannelLogoutStore, DueLogout } from "./backchannel-logout-store.ts";

const batch = 20;
/** Deliveries to one app at a time: what waits beyond them leaves room for the other apps. */
const perClient = 20;
/** Longer than a delivery takes: what a process that died had in hand is due again after this. */
const leaseMs = 30_000;
const pollMs = 15_000;
const tokenSeconds = 120;
/** Seconds between attempts; after the last one the app is given up (its tokens are dead anyway). */
export const retryDelaysSeconds = [5, 30, 120, 600, 3_600, 21_600];

export interface BackchannelLogoutDeps {
  settings: Pick<Settings, "publicUrl">;
  store: BackchannelLogoutStore;
  clients: ClientLookup;
  keys: Pick<SigningKeys, "signer">;
  audit: AuditLog;
  log: Pick<Logger, "warn">;
  now?: () => Date;
  /** How long an app may take to answer. */
  timeoutMs?: number;
}

export interface BackchannelLogout {
  /** Begins to deliver what is due; those that fail are tried again later. Doesn't wait for the apps' answers. */
  deliver(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Tells connected apps that a session ended.
 *
 * Shape:  a queue in the database, emptied by whichever process gets to it, after a restart too. Nobody waits for
 *         another app's answer, and an app that doesn't answer holds up no more than its own.
 * Races:  a process takes a row by putting it off; one that dies with it in hand delays it by half a minute.
 * Spec:   OpenID Connect Back-Channel Logout 1.0 §2.4, §2.5.
 */
export function startBackchannelLogout(deps: BackchannelLogoutDeps): BackchannelLogout {
  const { settings, store, clients, keys, audit, log, now = () => new Date(), timeoutMs = 2_500 } = deps;
  /** Deliveries under way, by app. */
  const underWay = new Map<string, Set<Promise<void>>>();
  let looking: Promise<unknown> = Promise.resolve();
  let stopped = false;

  async function logoutToken(due: DueLogout): Promise<string> {
    // Back-Channel Logout §2.4: signed as the client's ID tokens are.
    const alg = clients.find(due.clientId)?.idTokenAlgorithm ?? "RS256";
    const { kid, key } = await keys.signer(alg);
    const issuedAt = Math.floor(now().getTime() / 1000);
    return new SignJWT({ sid: due.sid, events: { "http://schemas.openid.net/event/backchannel-logout": {} } })
      .setProtectedHeader({ alg, typ: "logout+jwt", kid })
      .setIssuer(settings.publicUrl)
      .setSubject(due.accountId)
      .setAudience(due.clientId)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + tokenSeconds)
      .sign(key);
  }

  async function send(due: DueLogout, uri: string): Promise<void> {
    // Signed before the clock runs: what that takes is not the app's doing.
    const body = new URLSearchParams({ logout_token: await logoutToken(due) });
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(uri, { method: "POST", redirect: "manual", signal, body });
    await response.body?.cancel();
    if (response.status !== 200 && response.status !== 204) throw new Error(`answered ${response.status}`);
  }

  async function handle(due: DueLogout): Promise<void> {
    const uri = clients.find(due.clientId)?.backchannelLogoutUri;
    if (!uri) return store.remove(due.id);
    const facts = { userId: due.accountId, clientId: due.clientId, details: { attempt: due.attempts } };
    try {
      await send(due, uri);
      await store.remove(due.id);
      audit.record({ type: "logout.backchannel_sent", outcome: "success", ...facts });
    } catch (error) {
      audit.record({ type: "logout.backchannel_sent", outcome: "failure", ...facts });
      const delaySeconds = retryDelaysSeconds[due.attempts - 1];
      if (delaySeconds === undefined) {
        log.warn("back-channel logout given up", { client: due.clientId, error });
        return store.remove(due.id);
      }
      await store.putOff(due.id, new Date(now().getTime() + delaySeconds * 1000));
    }
  }

  function begin(due: DueLogout): void {
    const ofClient = underWay.get(due.clientId) ?? new Set();
    underWay.set(due.clientId, ofClient);
    const delivery = handle(due)
      .catch((error: unknown) => log.warn("back-channel logout failed", { error }))
      .finally(() => {
        ofClient.delete(delivery);
        // There was no room for more of this app's; now there is.
        if (ofClient.size === perClient - 1 && !stopped) void deliver();
      });
    ofClient.add(delivery);
  }

  async function look(): Promise<void> {
    try {
      while (!stopped) {
        const full = [...underWay].filter(([, { size }]) => size >= perClient).map(([clientId]) => clientId);
        const due = await store.takeDue(now(), new Date(now().getTime() + leaseMs), batch, full);
        due.forEach(begin);
        if (due.length < batch) return;
      }
    } catch (error) {
      log.warn("back-channel logout failed", { error });
    }
  }

  function deliver(): Promise<void> {
    const mine = look();
    looking = Promise.all([looking, mine]);
    return mine;
  }

  const timer = setInterval(() => void deliver(), pollMs);
  timer.unref();
  // What an earlier process left behind.
  void deliver();
  return {
    deliver,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await looking;
      await Promise.all([...underWay.values()].flatMap((deliveries) => [...deliveries]));
    },
  };
}
