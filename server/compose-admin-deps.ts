import type { AuditLog } from "#server/audit/audit-event.ts";
import type { createRefusalLog } from "#server/audit/refusals/create-refusal-log.ts";
import type { RefusalStore } from "#server/audit/refusals/refusal-store.ts";
import type { createAuthorizationServer } from "#server/authorization-server/create-authorization-server.ts";
import type { createBff } from "#server/bff/create-bff.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { CatalogEntryStore } from "#server/catalog/managed/catalog-entry-store.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { ProcessFacts } from "#server/processes/process-facts.ts";
import type { WatchedRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { createSessionVault } from "#server/sessions/create-session-vault.ts";
import type { KeptReturnPathLimits } from "#server/sessions/kept-return-paths.ts";
import type { createSignIn } from "#server/sign-in/create-sign-in.ts";
import type { AccountServices } from "./compose-accounts.ts";

/** What compose hands to the administration. */
export interface AdministrationDeps {
  settings: LoadedSettings;
  catalog: Catalog;
  database: Database;
  keys: KeyRing;
  cipher: TokenCipher;
  entries: CatalogEntryStore;
  accountServices: AccountServices;
  vault: ReturnType<typeof createSessionVault>;
  signIn: Awaited<ReturnType<typeof createSignIn>>;
  authorizationServer: Awaited<ReturnType<typeof createAuthorizationServer>>;
  bff: Pick<ReturnType<typeof createBff>, "dryRun">;
  rateLimiter: WatchedRateLimiter;
  keptReturnPaths: KeptReturnPathLimits;
  refusalStore: RefusalStore;
  refusals: ReturnType<typeof createRefusalLog>;
  audit: AuditLog;
  log: Logger;
  role: ProcessFacts["role"];
}
