import { createMemoryRateLimiter, type RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { createRedisRateLimiter } from "#server/rate-limits/redis-rate-limiter.ts";
import { type AccountControl, createAccountControl } from "./accounts/account-control.ts";
import { createAccountStore } from "./accounts/account-store.ts";
import { createAccounts } from "./accounts/create-accounts.ts";
import { createAuditStore } from "./audit/audit-store.ts";
import { createAuditLog } from "./audit/create-audit-log.ts";
import { createAuthorizationServer } from "./authorization-server/create-authorization-server.ts";
import { statusListStaleSeconds } from "./authorization-server/status-lists/status-list-terms.ts";
import { createBff } from "./bff/create-bff.ts";
import { createForwardAuth } from "./bff/create-forward-auth.ts";
import type { Settings } from "./config/settings.ts";
import { createConnectedApps } from "./connected-apps/create-connected-apps.ts";
import { KeyRing } from "./crypto/key-ring.ts";
import { TokenCipher } from "./crypto/token-cipher.ts";
import { openDatabase } from "./database/database.ts";
import { isDatabaseOutage } from "./errors/is-database-outage.ts";
import type { Health } from "./front-door/health.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { createFormTokens } from "./http/form-token.ts";
import type { Logger } from "./http/logger.ts";
import { toAppError } from "./http/problem.ts";
import { createReceipts } from "./http/receipts.ts";
import { currentRequestContext } from "./http/request-context.ts";
import { checkReturnPath } from "./http/return-path.ts";
import { createSignedNotes } from "./http/signed-note.ts";
import type { Portal } from "./portal.ts";
import { publicSettings } from "./public-settings.ts";
import { createSessionVault } from "./sessions/create-session-vault.ts";
import { createKeptReturnPaths } from "./sessions/kept-return-paths.ts";
import { createSessionStore } from "./sessions/session-store.ts";
import { createSignIn } from "./sign-in/create-sign-in.ts";

/** Everything that runs behind the front door. */
export interface Composition {
  portal: Portal;
  /** Disables accounts and enables them again; for the administration and its commands. */
  accountControl: AccountControl;
  /** The ids of the accounts with an address. */
  findAccounts(email: string): Promise<string[]>;
  bff: ReturnType<typeof createBff>;
  forwardAuth: ReturnType<typeof createForwardAuth>;
  authorizationServer: Awaited<ReturnType<typeof createAuthorizationServer>>;
  rateLimiter: RateLimiter;
  health(): Promise<Health>;
  /** Warns of providers that can't be used, before anybody tries. Never rejects. */
  lookAtProviders(): Promise<void>;
  /** Ends background work, writes what waits, closes the database. */
  close(): Promise<void>;
  describeDatabase: string;
}

/** The composition root: the one place that knows every room. Settings in, one Portal out. */
export async function compose(settings: Settings, log: Logger): Promise<Composition> {
  const database = await openDatabase(settings.database, { redisUrl: settings.redisUrl, log });
  const keys = new KeyRing(settings.secrets);
  const cipher = new TokenCipher(keys);
  const auditStore = createAuditStore(database);
  const accountStore = createAccountStore(database);
  const audit = createAuditLog(auditStore, log);
  const accounts = createAccounts({ settings, store: accountStore, auditStore, audit });
  const vault = createSessionVault({ settings, keys, database, audit });
  const keptReturnPaths = createKeptReturnPaths(database);
  const signIn = await createSignIn({ settings, database, keys, cipher, vault, accounts, keptReturnPaths, audit, log });
  vault.onTokensLeft(signIn.leftTokens.revoke);
  const connectedApps = createConnectedApps({ settings, database, audit, statusListStaleSeconds });

  const signOut: Portal["signOut"] = async (session) => {
    const signedOutPage = await authorizationServer.frontchannel.pageFor(session);
    // Revoke first: ending the session deletes the tokens that revocation needs.
    const upstream = await signIn.upstreamTokens.revokeOfSession(session);
    await vault.end(session, "signed_out");
    const provider = settings.providers.find(({ id }) => id === session.providerId);
    return {
      providerId: session.providerId,
      providerName: provider?.name ?? session.providerId,
      upstream,
      signedOutPage,
    };
  };

  const authorizationServer = await createAuthorizationServer({
    settings,
    database,
    keys,
    cipher,
    vault,
    accounts,
    audit,
    log,
    signOut,
  });

  const accountControl = createAccountControl({
    store: accountStore,
    ends: [vault.endWithAccount, authorizationServer.endWithAccount],
    audit,
  });

  const nowSeconds = () => Math.floor(Date.now() / 1000);
  const rateLimiter = settings.redisUrl
    ? createRedisRateLimiter(settings.redisUrl, nowSeconds)
    : createMemoryRateLimiter(nowSeconds);
  const bff = createBff({
    settings,
    vault,
    ownTokens: authorizationServer.ownTokens,
    upstreamTokens: signIn.upstreamTokens,
    acceptLogoutToken: signIn.acceptLogoutToken,
    signOut,
    keptReturnPaths,
    audit,
    log,
    rateLimiter,
    notify: database.notify,
  });

  const forwardAuth = createForwardAuth({
    settings,
    keys,
    database,
    vault,
    keptReturnPaths,
    signOut,
    rateLimiter,
    audit,
    log,
  });

  const portal: Portal = {
    settings: publicSettings(settings),
    sessions: vault,
    signIn: signIn.service,
    accounts,
    consent: authorizationServer.consent,
    device: authorizationServer.device,
    logout: authorizationServer.logout,
    frontchannel: authorizationServer.frontchannel,
    errorDetail: authorizationServer.errorDetail,
    connectedApps,
    formTokens: createFormTokens(keys),
    receipts: createReceipts(createSignedNotes(keys), settings.secure),
    signOut,
    shortenReturnPath: keptReturnPaths.shorten,
    checkReturnPath: (candidate) => checkReturnPath(candidate, settings.origin, settings.frontendOrigins),
    reportError: (error) =>
      toAppError(error).code === "database_unavailable"
        ? log.warn("a page could not be shown: the database is away", { error })
        : log.error("a page failed", { error }),
    isOutage: isDatabaseOutage,
    requestId: () => currentRequestContext()?.requestId ?? "",
  };

  const stopHousekeeping = startHousekeeping({
    auditStore,
    sessions: createSessionStore(database),
    keptReturnPaths,
    vault,
    accounts: accountControl,
    settle: signIn.leftTokens.settle,
    auditRetentionDays: settings.auditRetentionDays,
    log,
  });

  return {
    portal,
    accountControl,
    findAccounts: accountStore.findIdsByEmail,
    bff,
    forwardAuth,
    authorizationServer,
    rateLimiter,
    describeDatabase: database.describe(),
    health: async () => {
      const answers = await database.ping().then(
        () => true,
        () => false,
      );
      return answers ? { ready: true, away: database.degraded() } : { ready: false, away: ["database"] };
    },
    lookAtProviders: signIn.lookAtProviders,
    async close() {
      await stopHousekeeping();
      await bff.close();
      await rateLimiter.close();
      await authorizationServer.close();
      await signIn.close();
      vault.close();
      await audit.flush();
      await database.close();
    },
  };
}
