import type { AdminActor } from "#server/admin/admin-actor.ts";
import type { Permission } from "#server/admin/permissions.ts";
import { AppError } from "#server/errors/app-error.ts";

/** As often as a log that is followed is read. */
const askAgainMilliseconds = 1_000;

/** The permission of an actor, for as long as something goes on by it. */
export interface HeldPermission {
  /** Aborted when it was lost. */
  readonly lost: AbortSignal;
  /** Resolves when it was held within the last second. Errors: why it was lost. */
  require(): Promise<void>;
  stop(): void;
}

/**
 * Asks again and again whether an actor still has a permission, because sessions, tokens, accounts and roles end in any process.
 *
 * Errors: session_required; access_token_invalid; admin_not_allowed. Also the failure of asking, because what can't be known counts
 *         as lost.
 */
export function holdPermission(actor: AdminActor, permission: Permission): HeldPermission {
  const losing = new AbortController();
  let failure: unknown;
  let askedAtMs = performance.now();
  let asking: Promise<void> | undefined;

  async function ask(): Promise<void> {
    const atMs = performance.now();
    try {
      const now = await actor.asOfNow();
      if (!now) throw new AppError("session_required");
      if (!now.permissions.has(permission)) throw new AppError("admin_not_allowed", { facts: { permission } });
      askedAtMs = atMs;
    } catch (error) {
      failure ??= error;
      losing.abort();
    }
  }

  function askOnce(): Promise<void> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  const timer = setInterval(() => void askOnce(), askAgainMilliseconds).unref();
  return {
    lost: losing.signal,
    async require() {
      if (!losing.signal.aborted && performance.now() - askedAtMs >= askAgainMilliseconds) await askOnce();
      if (losing.signal.aborted) throw failure;
    },
    stop: () => clearInterval(timer),
  };
}
