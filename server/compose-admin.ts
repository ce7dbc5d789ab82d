import { createPeopleFinder } from "#server/accounts/people-finder-store.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdminApi } from "#server/admin/api/create-admin-api.ts";
import { createIdempotencyKeys } from "#server/admin/api/idempotency-keys.ts";
import { createIdempotencyStore } from "#server/admin/api/idempotency-store.ts";
import { createClientUsage } from "#server/admin/clients/client-usage.ts";
import { createContainment } from "#server/admin/contain/create-containment.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import { createRegisteredClientDirectoryStore } from "#server/authorization-server/clients/registered-client-directory-store.ts";
import { createRegisteredClientStore } from "#server/authorization-server/clients/registered-client-store.ts";
import { createConsentBlocks } from "#server/authorization-server/grants/consent-blocks.ts";
import { backchannelLogoutKind } from "#server/authorization-server/logout/backchannel-logout.ts";
import { tokenEndAnnouncements } from "#server/authorization-server/records/announce-token-ends.ts";
import { createManagedCatalog } from "#server/catalog/managed/create-managed-catalog.ts";
import { createSetUpExchange } from "#server/catalog/managed/set-up/create-set-up-exchange.ts";
import { createAccessControl } from "./compose-access.ts";
import type { AdministrationDeps } from "./compose-admin-deps.ts";
import { createExplainServices } from "./compose-explain.ts";
import { createPeopleServices } from "./compose-people.ts";
import { createSystemServices } from "./compose-system.ts";
import { createEndAccessOfProvider } from "./end-access-of-provider.ts";

/** The administration: its services, the operations over them and the API. */
export function createAdministration(deps: AdministrationDeps) {
  const { database, vault } = deps;
  const access = createAccessControl(deps);
  const containment = createContainmentOf(deps);
  const { settings, keys, rateLimiter: limiter, keptReturnPaths, role } = deps;
  const systemServices = createSystemServices({ settings, database, keys, limiter, keptReturnPaths, role });
  const { permissionsOf } = deps.accountServices.roles;
  const admin = createAdmin({
    services: adminServices(deps, { access, containment, ...systemServices }),
    permissionsOfRole: permissionsOf,
    findSession: (sessionId) => vault.find(sessionId, { slide: false }),
    audit: deps.audit,
  });
  const idempotencyStore = createIdempotencyStore(database);
  return {
    admin,
    adminApi: createApi(deps, admin, idempotencyStore),
    idempotencyStore,
    accountControl: access.accountControl,
    sweep: access.sweep,
    async close() {
      await systemServices.close();
      await containment.close();
      await access.sweep.stop();
    },
  };
}

function createContainmentOf({ database, catalog, vault, authorizationServer, audit, log }: AdministrationDeps) {
  return createContainment({
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
}

/** Entries of the database and what ends with them. */
function createEntryServices({ settings, catalog, cipher, entries, ...deps }: AdministrationDeps) {
  const { vault, signIn, authorizationServer } = deps;
  const { endClient, narrowClient } = authorizationServer;
  const { endTokensOfProvider } = signIn;
  const endAccessOfProvider = createEndAccessOfProvider({ catalog, vault, authorizationServer, endTokensOfProvider });
  const ends = { endClient, narrowClient, endAccessOfProvider };
  const { keepAnAdmin } = deps.accountServices;
  const parts = { file: settings, store: entries, cipher, ends, keepAnAdmin };
  return { managedCatalog: createManagedCatalog(parts), setUp: createSetUpExchange(parts) };
}

interface ControlServices extends Pick<AdminServices, "containment" | "system" | "limits"> {
  access: ReturnType<typeof createAccessControl>;
}

function adminServices(
  deps: AdministrationDeps,
  { access, containment, system, limits }: ControlServices,
): AdminServices {
  const { settings, database, accountServices, authorizationServer, refusals, audit } = deps;
  const { keepAnAdmin, invitations, roles, accountStore, accounts, people } = accountServices;
  const { accountControl, endsWithAccount, policyControl } = access;
  const { managedCatalog, setUp } = createEntryServices(deps);
  return {
    accountControl,
    signingKeys: authorizationServer.signingKeyControl,
    containment,
    explain: createExplainServices({
      ...deps,
      managedCatalog,
      refusals: deps.refusalStore,
      accountStore,
      accounts,
      people,
      bff: deps.bff.dryRun,
      flush: async () => void (await Promise.all([refusals.flush(), audit.flush()])),
    }),
    peopleFinder: createPeopleFinder(database),
    ...createPeopleServices({ ...deps, accountControl, endsWithAccount, keepAnAdmin }),
    managedCatalog,
    setUp,
    checkProviders: deps.signIn.checkProviders,
    publicUrl: settings.publicUrl,
    policy: policyControl,
    invitations,
    clientUsage: createClientUsage(database),
    registeredClients: createRegisteredClientDirectoryStore(database, createRegisteredClientStore(database)),
    system,
    limits,
    roles,
  };
}

function createApi(
  { settings, authorizationServer, accountServices: { roles }, cipher, vault, log }: AdministrationDeps,
  admin: Admin,
  store: ReturnType<typeof createIdempotencyStore>,
) {
  return createAdminApi({
    settings,
    admin,
    tokens: authorizationServer.ownApiTokens,
    idempotency: createIdempotencyKeys({ store, cipher }),
    rolesOf: roles.rolesOf,
    permissionsOfRole: roles.permissionsOf,
    signedInAtSeconds: async (sessionId) => (await vault.find(sessionId, { slide: false }))?.authTimeSeconds,
    log,
  });
}
