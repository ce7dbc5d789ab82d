import { createAccessPolicyStore } from "#server/access/access-policy-store.ts";
import { createAccessPolicy } from "#server/access/create-access-policy.ts";
import { createInvitationCookie } from "#server/access/invitations/invitation-cookie.ts";
import { createInvitationStore } from "#server/access/invitations/invitation-store.ts";
import { createInvitations } from "#server/access/invitations/invitations.ts";
import { decideProvider } from "#server/access/policy/decide-provider.ts";
import { createInvitationAcceptance } from "#server/accounts/accept-invitation.ts";
import { createAccessSweep } from "#server/accounts/access/access-sweep.ts";
import { createAccessSweepStore } from "#server/accounts/access/access-sweep-store.ts";
import { createPolicyControl } from "#server/accounts/access/policy-control.ts";
import { createSweepRunner } from "#server/accounts/access/sweep-runner.ts";
import { createAccountControl } from "#server/accounts/account-control.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { judgedIdentity } from "#server/accounts/admit-identity.ts";
import { type Accounts, createAccounts } from "#server/accounts/create-accounts.ts";
import { createPeopleFinder } from "#server/accounts/people-finder-store.ts";
import { createPersonReader } from "#server/accounts/person/person-reader.ts";
import { createRoleService } from "#server/accounts/roles/create-role-service.ts";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createRoleAssignmentStore } from "#server/accounts/roles/role-assignment-store.ts";
import { type AdminApi, createAdminApi } from "#server/admin/api/create-admin-api.ts";
import { createIdempotencyKeys } from "#server/admin/api/idempotency-keys.ts";
import { createIdempotencyStore } from "#server/admin/api/idempotency-store.ts";
import { apiGuide } from "#server/admin/api/openapi/api-guide.ts";
import { createClientUsage } from "#server/admin/clients/client-usage.ts";
import { createContainment } from "#server/admin/contain/create-containment.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import { createMakerReach } from "#server/admin/invitations/maker-reach.ts";
import { createConsoleNotes } from "#server/admin/notes/console-notes.ts";
import { createAuditStore } from "#server/audit/audit-store.ts";
import { createAuditLog } from "#server/audit/create-audit-log.ts";
import { createRefusalLog } from "#server/audit/refusals/create-refusal-log.ts";
import { createRefusalStore } from "#server/audit/refusals/refusal-store.ts";
import { createRegisteredClientDirectoryStore } from "#server/authorization-server/clients/registered-client-directory-store.ts";
import { createRegisteredClientStore } from "#server/authorization-server/clients/registered-client-store.ts";
import { createConnectedApps } from "#server/authorization-server/connected-apps/create-connected-apps.ts";
import { clientChoices, consentPreview } from "#server/authorization-server/consent/consent-preview.ts";
import { createAuthorizationServer } from "#server/authorization-server/create-authorization-server.ts";
import { createConsentBlocks } from "#server/authorization-server/grants/consent-blocks.ts";
import { backchannelLogoutKind } from "#server/authorization-server/logout/backchannel-logout.ts";
import { tokenEndAnnouncements } from "#server/authorization-server/records/announce-token-ends.ts";
import { statusListStaleSeconds } from "#server/authorization-server/status-lists/status-list-terms.ts";
import { createBff } from "#server/bff/create-bff.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { createCatalogEntryStore } from "#server/catalog/managed/catalog-entry-store.ts";
import { createManagedCatalog } from "#server/catalog/managed/create-managed-catalog.ts";
import { createDisabledProviders } from "#server/catalog/managed/disabled-providers.ts";
import { createManagedSources } from "#server/catalog/managed/managed-sources.ts";
import { createSetUpExchange } from "#server/catalog/managed/set-up/create-set-up-exchange.ts";
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
import { createExplainServices } from "./compose-explain.ts";
import { createPeopleServices } from "./compose-people.ts";
import { createSystemServices } from "./compose-system.ts";
import { createEndAccessOfProvider } from "./end-access-of-provider.ts";
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
  const accountStore = createAccountStore(database);
  const audit = createAuditLog(auditStore, log);
  const refusalStore = createRefusalStore(database);
  const refusals = createRefusalLog(refusalStore, log);
  const policyStore = createAccessPolicyStore(database);
  const policy = createAccessPolicy({ settings, catalog, database: { store: policyStore, notify: database.notify } });
  await policy.refresh();
  const people = createPersonReader({ settings, catalog, policy });
  const keepAnAdmin = createKeepAnAdmin(settings, policy);
  const roleStore = createRoleAssignmentStore(database);
  const roles = createRoleService({ settings, store: roleStore, people, catalog, keepAnAdmin, audit });
  const invitationStore = createInvitationStore(database);
  const invitations = createInvitations({
    publicUrl: settings.publicUrl,
    store: invitationStore,
    roles: () => roles.definitions().map(({ name }) => name),
  });
  const { transaction } = database;
  const acceptance = createInvitationAcceptance({
    invitations,
    store: invitationStore,
    roles,
    rolesWithinReach: createMakerReach({
      rolesOf: async (userId) => (await accounts.findPerson(userId))?.person.roles ?? [],
      permissionsOfRole: roles.permissionsOf,
      clients: catalog.clients,
    }),
    transaction,
    audit,
  });
  const accounts: Accounts = createAccounts({
    catalog,
    store: accountStore,
    roles,
    people,
    acceptance,
    auditStore,
    audit,
  });
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

  const endsWithAccount = [vault.endWithAccount, authorizationServer.endWithAccount];
  const accountControl = createAccountControl({
    store: accountStore,
    ends: endsWithAccount,
    keepAnAdmin,
    audit,
  });

  const sweepStore = createAccessSweepStore(database);
  const sweep = createSweepRunner(
    createAccessSweep({
      settings,
      catalog,
      store: sweepStore,
      people,
      ends: {
        sessions: vault.endRefused,
        apps: authorizationServer.endWithAccount,
        app: authorizationServer.endAppOf,
      },
      audit,
    }),
    signIn.leftTokens.settle,
    log,
  );
  const policyControl = createPolicyControl({
    settings,
    store: policyStore,
    sweepStore,
    accountStore,
    people,
    keepAnAdmin,
    sweep,
  });
  const { endClient, narrowClient } = authorizationServer;
  const { endTokensOfProvider } = signIn;
  const endAccessOfProvider = createEndAccessOfProvider({ catalog, vault, authorizationServer, endTokensOfProvider });
  const ends = { endClient, narrowClient, endAccessOfProvider };
  const entryParts = { file: settings, store: entries, cipher, ends };

  const health = async (): Promise<Health> => {
    const answers = await database.ping().then(
      () => true,
      () => false,
    );
    return answers ? { ready: true, away: database.degraded() } : { ready: false, away: ["database"] };
  };
  const containment = createContainment({
    database,
    catalog,
    vault,
    signingKeys: authorizationServer.signingKeyControl,
    blocks: createConsentBlocks(database),
    listeners: () => catalog.clients.list().flatMap((one) => (one.backchannelLogoutUri ? [one.clientId] : [])),
    logoutKind: backchannelLogoutKind.name,
    announce: tokenEndAnnouncements,
    audit,
    log,
  });
  const managedCatalog = createManagedCatalog(entryParts);
  const rateLimiter = settings.redisUrl
    ? createRedisRateLimiter(settings.redisUrl, nowSeconds)
    : createMemoryRateLimiter(nowSeconds);
  const { system, limits, ...systemServices } = createSystemServices({
    settings,
    database,
    limiter: rateLimiter,
    keptReturnPaths,
    role,
  });
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

  const admin = createAdmin({
    services: {
      accountControl,
      signingKeys: authorizationServer.signingKeyControl,
      containment,
      explain: createExplainServices({
        settings,
        catalog,
        managedCatalog,
        database,
        refusals: refusalStore,
        accountStore,
        accounts,
        people,
        authorizationServer,
        bff: bff.dryRun,
        flush: async () => void (await Promise.all([refusals.flush(), audit.flush()])),
      }),
      peopleFinder: createPeopleFinder(database),
      ...createPeopleServices({
        settings,
        catalog,
        database,
        vault,
        authorizationServer,
        accountControl,
        endsWithAccount,
        keepAnAdmin,
        audit,
      }),
      managedCatalog,
      setUp: createSetUpExchange(entryParts),
      publicUrl: settings.publicUrl,
      policy: policyControl,
      invitations,
      clientUsage: createClientUsage(database),
      registeredClients: createRegisteredClientDirectoryStore(database, createRegisteredClientStore(database)),
      system,
      limits,
      roles,
    },
    permissionsOfRole: roles.permissionsOf,
    findSession: (sessionId) => vault.find(sessionId, { slide: false }),
    audit,
  });

  const idempotencyStore = createIdempotencyStore(database);
  const adminApi = createAdminApi({
    settings,
    admin,
    tokens: authorizationServer.ownApiTokens,
    idempotency: createIdempotencyKeys({ store: idempotencyStore, cipher }),
    rolesOf: roles.rolesOf,
    permissionsOfRole: roles.permissionsOf,
    signedInAtSeconds: async (sessionId) => (await vault.find(sessionId, { slide: false }))?.authTimeSeconds,
    log,
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
      await systemServices.close();
      await containment.close();
      await sweep.stop();
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
