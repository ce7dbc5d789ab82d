import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Logger } from "#server/http/logger.ts";
import type { BackchannelLogoutStore, DueLogout } from "./backchannel-logout-store.ts";
import type { ClientCatalog } from "./client-catalog.ts";
import type { SigningKeys } from "./signing-keys.ts";

const batch = 20;
const timeoutMs = 5_000;
const pollMs = 15_000;
const tokenSeconds = 120;
/** Seconds between attempts; after the last one the app is given up (its tokens are dead anyway). */
export const retryDelaysSeconds = [5, 30, 120, 600, 3_600, 21_600];

export interface BackchannelLogoutDeps {
  settings: Pick<Settings, "publicUrl">;
  store: BackchannelLogoutStore;
  clients: ClientCatalog;
  keys: Pick<SigningKeys, "signer">;
  audit: AuditLog;
  log: Pick<Logger, "warn">;
  now?: () => Date;
}

export interface BackchannelLogout {
  /** Delivers what is due; those that fail are tried again later. */
  deliver(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Tells connected apps that a session ended.
 *
 * Shape:  a queue in the database, emptied by whichever process gets to it; all of a batch at once, so that one dead app
 *         delays nobody.
 * Spec:   OpenID Connect Back-Channel Logout 1.0 §2.4, §2.5.
 */
export function startBackchannelLogout(deps: BackchannelLogoutDeps): BackchannelLogout {
  const { settings, store, clients, keys, audit, log, now = () => new Date() } = deps;
  let running: Promise<void> | undefined;

  async function logoutToken(due: DueLogout): Promise<string> {
    // Back-Channel Logout §2.4: signed as the client's ID tokens are.
    const alg = clients.find(due.clientId)?.idTokenAlgorithm ?? "ES256";
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
    const response = await fetch(uri, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
      body: new URLSearchParams({ logout_token: await logoutToken(due) }),
    });
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

  async function run(): Promise<void> {
    try {
      for (;;) {
        const leaseEnds = new Date(now().getTime() + 60_000);
        const due = await store.takeDue(now(), leaseEnds, batch);
        await Promise.all(due.map(handle));
        if (due.length < batch) return;
      }
    } catch (error) {
      log.warn("back-channel logout failed", { error });
    }
  }

  async function deliver(): Promise<void> {
    // A run under way may have looked before this logout was queued: look once more after it.
    const before = running;
    const mine = (async () => {
      await before;
      await run();
    })();
    running = mine;
    await mine;
  }

  const timer = setInterval(() => void deliver(), pollMs);
  timer.unref();
  return {
    deliver,
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
