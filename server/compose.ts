import { createInvitationCookie } from "#server/access/invitations/invitation-cookie.ts";
import { decideProvider } from "#server/access/policy/decide-provider.ts";
import { judgedIdentity } from "#server/accounts/admit-identity.ts";
import type { AdminApi } from "#server/admin/api/create-admin-api.ts";
import { apiGuide } from "#server/admin/api/openapi/api-guide.ts";
import { createConsoleNotes } from "#server/admin/notes/console-notes.ts";
import { createAuditStore } from "#server/audit/audit-store.ts";
import { createAuditLog } from "#server/audit/create-audit-log.ts";
import { createRefusalLog } from "#server/audit/refusals/create-refusal-log.ts";
import { createRefusalStore } from "#server/audit/refusals/refusal-store.ts";
import { createConnectedApps } from "#server/authorization-server/connected-apps/create-connected-apps.ts";
import { clientChoices, consentPreview } from "#server/authorization-server/consent/consent-preview.ts";
import { createAuthorizationServer } from "#server/authorization-server/create-authorization-server.ts";
import { statusListStaleSeconds } from "#server/authorization-server/status-lists/status-list-terms.ts";
import { createBff } from "#server/bff/create-bff.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { createCatalogEntryStore } from "#server/catalog/managed/catalog-entry-store.ts";
import { createDisabledProviders } from "#server/catalog/managed/disabled-providers.ts";
import { createManagedSources } from "#server/catalog/managed/managed-sources.ts";
import { namedKinds } from "#server/config/providers/provider-kinds.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import { openDatabase } from "#server/database/database.ts";
import { isDatabaseOutage } from "#server/errors/is-database-outage.ts";
import { createForwardAuth } from "#server/forward-auth/create-forward-auth.ts";
import type { Health } from "#server/front-door/health.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { toAppError } from "#server/http/problem.ts";
import { currentRequestContext, type RequestContext } from "#server/http/request-context.ts";
import { checkReturnPath } from "#server/http/return-path.ts";
import { createSigned } from "#server/http/signed/create-signed.ts";
import { createMemoryRateLimiter, type RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { createRedisRateLimiter } from "#server/rate-limits/redis-rate-limiter.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { createKeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import { createSessionStore } from "#server/sessions/session-store.ts";
import { createSignIn } from "#server/sign-in/create-sign-in.ts";
import { nowSeconds } from "./clock.ts";
import { createAccountServices } from "./compose-accounts.ts";
import { createAdministration } from "./compose-admin.ts";
import { startHousekeeping } from "./housekeeping.ts";
import { pageError } from "./page-error.ts";
import type { Portal } from "./portal.ts";
import { publicSettings } from "./public-settings.ts";

/** Everything that runs behind the front door. */
export interface Composition {
  portal: Portal;
  catalog: Catalog;
  bff: ReturnType<typeof createBff>;
  forwardAuth: ReturnType<typeof createForwardAuth>;
  authorizationServer: Awaited<ReturnType<typeof createAuthorizationServer>>;
  adminApi: AdminApi;
  rateLimiter: RateLimiter;
  /** Remembers why a request is refused, for administrators who ask. */
  onRefused: RequestContext["onRefused"];
  health(): Promise<Health>;
  /** Ends in the background what the policies no longer allow, such as those of a narrower file. */
  endWhatIsRefused(): void;
  /** Logs a warning for each provider that can't be used. Never rejects. */
  lookAtProviders(): Promise<void>;
  /** Ends background work, writes what waits, closes the database. */
  close(): Promise<void>;
  databaseDescription: string;
}

/**
 * The composition root: the one place that knows every room. Settings in, one Portal out.
 *
 * @param role what the list of processes calls this one
 */
export async function compose(
  settings: LoadedSettings,
  log: Logger,
  role: "portal" | "command" = "portal",
): Promise<Composition> {
  const database = await openDatabase(settings.database, { redisUrl: settings.redisUrl, log });
  const keys = new KeyRing(settings.secrets);
  const cipher = new TokenCipher(keys);
  const entries = createCatalogEntryStore(database);
  const sources = createManagedSources({ store: entries, file: settings, cipher, log });
  const catalog = createCatalog(settings, { ...sources, notify: database.notify, log });
  await catalog.refresh();
  const signed = createSigned(keys, settings.secure);
  const auditStore = createAuditStore(database);
  const audit = createAuditLog(auditStore, log);
  const refusalStore = createRefusalStore(database);
  const refusals = createRefusalLog(refusalStore, log);
  const accountServices = await createAccountServices({ settings, catalog, database, auditStore, audit });
  const { accounts, people, policy, invitations } = accountServices;
  const vault = createSessionVault({ settings, keys, database, people, audit });
  const keptReturnPaths = createKeptReturnPaths(database);
  const consoleNotes = createConsoleNotes(database, cipher);
  const signIn = await createSignIn({
    settings,
    catalog,
    database,
    keys,
    cipher,
    vault,
    accounts,
    keptReturnPaths,
    keepReport: (owner, report) => consoleNotes.keep(owner, "provider-test", report),
    wouldRefuse(identity, provider) {
      const judged = judgedIdentity(identity);
      return decideProvider(provider, judged) ?? people.policy.judge(judged);
    },
    disabledProviders: createDisabledProviders({ store: entries, file: settings, cipher, log }),
    audit,
    log,
  });
  vault.onTokensLeft(signIn.leftTokens.revoke);
  const connectedApps = createConnectedApps({ catalog, database, audit, statusListStaleSeconds });

  const signOut: Portal["signOut"] = async (session) => {
    const signedOutPage = await authorizationServer.frontchannel.pageFor(session);
    // Revoke first: ending the session deletes the tokens that revocation needs.
    const upstream = await signIn.upstreamTokens.revokeOfSession(session);
    await vault.end(session, "signed_out");
    const { providerId } = session;
    return {
      providerId,
      providerName: providerId && (catalog.providers.find(providerId)?.name ?? providerId),
      upstream,
      signedOutPage,
    };
  };

  const authorizationServer = await createAuthorizationServer({
    settings,
    catalog,
    database,
    keys,
    cipher,
    vault,
    accounts,
    people,
    ...signed,
    audit,
    log,
    signOut,
  });

  const health = async (): Promise<Health> => {
    const answers = await database.ping().then(
      () => true,
      () => false,
    );
    return answers ? { ready: true, away: database.degraded() } : { ready: false, away: ["database"] };
  };
  const rateLimiter = settings.redisUrl
    ? createRedisRateLimiter(settings.redisUrl, nowSeconds)
    : createMemoryRateLimiter(nowSeconds);
  const bff = createBff({
    settings,
    catalog,
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

  const administration = createAdministration({
    settings,
    catalog,
    database,
    keys,
    cipher,
    entries,
    accountServices,
    vault,
    signIn,
    authorizationServer,
    bff,
    rateLimiter,
    keptReturnPaths,
    refusalStore,
    refusals,
    audit,
    log,
    role,
  });
  const { admin, adminApi, idempotencyStore, accountControl, sweep } = administration;

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
    settings: publicSettings(settings, catalog),
    sessions: vault,
    signIn: signIn.service,
    accounts,
    consent: authorizationServer.consent,
    device: authorizationServer.device,
    logout: authorizationServer.logout,
    frontchannel: authorizationServer.frontchannel,
    errorDetail: authorizationServer.errorDetail,
    connectedApps,
    admin,
    apiGuide: () => apiGuide(settings.publicUrl),
    invitations: { open: invitations.open, remember: createInvitationCookie(settings).set },
    consentPreview: (clientId) => consentPreview(catalog, settings.claims.rules, clientId),
    clientChoices: () => clientChoices(catalog),
    providerKinds: namedKinds,
    consoleNotes,
    formTokens: signed.formTokens,
    receipts: signed.receipts,
    signOut,
    shortenReturnPath: keptReturnPaths.shorten,
    checkReturnPath: (candidate) => checkReturnPath(candidate, settings.origin, settings.frontendOrigins),
    noteRefusal: (thrown) => noteRefusal(pageError(thrown)),
    reportError: (error) =>
      toAppError(error).code === "database_unavailable"
        ? log.warn("a page could not be shown: the database is away", { error })
        : log.error("a page failed", { error }),
    isOutage: isDatabaseOutage,
    requestId: () => currentRequestContext()?.requestId ?? "",
  };

  const stopHousekeeping = startHousekeeping({
    auditStore,
    refusals: refusalStore,
    idempotencyKeys: idempotencyStore,
    sessions: createSessionStore(database),
    keptReturnPaths,
    consoleNotes,
    vault,
    accounts: accountControl,
    access: sweep,
    settle: signIn.leftTokens.settle,
    auditRetentionDays: settings.auditRetentionDays,
    refusalRetentionDays: settings.refusalRetentionDays,
    log,
  });

  return {
    portal,
    catalog,
    bff,
    forwardAuth,
    authorizationServer,
    adminApi,
    rateLimiter,
    onRefused: refusals.note,
    databaseDescription: database.describe(),
    health,
    endWhatIsRefused: sweep.soon,
    lookAtProviders: signIn.lookAtProviders,
    async close() {
      await administration.close();
      await stopHousekeeping();
      await bff.close();
      await rateLimiter.close();
      await authorizationServer.close();
      await signIn.close();
      vault.close();
      policy.close();
      catalog.close();
      await audit.flush();
      await refusals.flush();
      await database.close();
    },
  };
}
