import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ProcessPresence } from "#server/database/events/process-presence.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { ProviderRegistry } from "#server/sign-in/providers/provider-registry.ts";
import type { TokenChanges } from "./token-changes.ts";
import type { UpstreamTokenStore } from "./upstream-token-store.ts";

export interface UpstreamTokensDeps {
  registry: ProviderRegistry;
  store: UpstreamTokenStore;
  changes: TokenChanges;
  processes: ProcessPresence;
  audit: AuditLog;
  log: Logger;
  nowSeconds: () => number;
  /** Longer than a refresh can take, so that it only expires when its holder died. */
  leaseSeconds?: number;
  revokeTimeoutSeconds?: number;
}
