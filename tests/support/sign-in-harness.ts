import { Auth, type AuthConfig, customFetch, skipCSRFCheck } from "@auth/core";
import { listenLocally } from "#demo/http/local-server.ts";
import type { PersonId } from "#demo/people.ts";
import { createProviderServer } from "#demo/providers/provider-server.ts";
import { createInvitationCookie } from "#server/access/invitations/invitation-cookie.ts";
import { createInvitationStore } from "#server/access/invitations/invitation-store.ts";
import { createInvitations } from "#server/access/invitations/invitations.ts";
import { createInvitationAcceptance } from "#server/accounts/accept-invitation.ts";
import { createAccountControl } from "#server/accounts/account-control.ts";
import type { VerifiedIdentity } from "#server/accounts/account-service.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { judgedIdentity } from "#server/accounts/admit-identity.ts";
import { type Accounts, createAccounts } from "#server/accounts/create-accounts.ts";
import { createPersonReader } from "#server/accounts/person/person-reader.ts";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createMakerReach } from "#server/admin/roles/maker-reach.ts";
import type { AuditEntry } from "#server/audit/audit-event.ts";
import { createAuditStore } from "#server/audit/audit-store.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { demoTenant } from "#server/config/demo-urls.ts";
import type { LoadedSettings, ProviderSettings } from "#server/config/settings.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { createKeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { lendAuthJs } from "#server/sign-in/auth-js/auth-js-engine.ts";
import { createSignIn } from "#server/sign-in/create-sign-in.ts";
import type { ProviderTestReport } from "#server/sign-in/provider-test/provider-test-report.ts";
import { CookieBrowser } from "./cookie-browser.ts";
import { createMemoryCatalogSource } from "./memory-catalog-source.ts";
import { testRoles } from "./test-roles.ts";
import { testSettings } from "./test-settings.ts";

export const portalOrigin = "http://localhost:3999";

/** Auth.js as it comes, without Next's bundle around it. */
lendAuthJs({ run: (request, config) => Auth(request, config as AuthConfig), customFetch, skipCSRFCheck });

export type SignInHarness = Awaited<ReturnType<typeof startSignInHarness>>;

/** The demo's identity providers over HTTP, sign-in with real vault, accounts and database; only pages are missing. */
export async function startSignInHarness(
  database: Database,
  changes: Partial<LoadedSettings> = {},
  configure: (config: PorticoConfig) => PorticoConfig = (config) => config,
  /** Providers that stand in a store beside the settings, so that `changeProvider` can change them. */
  stored: readonly string[] = [],
) {
  const server = await listenLocally(0, () => {});
  const origin = `http://localhost:${server.port}`;
  const client = (id: string) => ({
    clientId: `portico-at-${id}`,
    clientSecret: `secret of ${id}`,
    redirectUri: `${portalOrigin}/api/auth/callback/${id}`,
  });
  const clients = { google: client("google"), microsoft: client("microsoft-entra-id"), github: client("github") };
  const { handle, controls } = createProviderServer(origin, clients);
  server.handle(handle);

  const all = harnessSettings(origin, clients, changes, configure);
  const settings = { ...all, providers: all.providers.filter(({ id }) => !stored.includes(id)) };
  const source = createMemoryCatalogSource<ProviderSettings>("provider_entry_changed", ({ id }) => id);
  source.put(...all.providers.filter(({ id }) => stored.includes(id)));
  const keys = new KeyRing(settings.secrets);
  const logged: string[] = [];
  const log = createLogger("debug", { write: (line) => logged.push(line) });
  const catalog = createCatalog(
    settings,
    stored.length > 0 ? { providers: source, notify: database.notify, log } : undefined,
  );
  await catalog.refresh();
  const recorded: AuditEntry[] = [];
  const audit = { record: (entry: AuditEntry) => void recorded.push(entry), flush: async () => {} };
  const auditStore = createAuditStore(database);
  const store = createAccountStore(database);
  const people = createPersonReader({ settings, catalog });
  const roles = testRoles(database, settings, audit);
  const invitationStore = createInvitationStore(database);
  const invitations = createInvitations({
    publicUrl: portalOrigin,
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
  const accounts: Accounts = createAccounts({ catalog, store, people, roles, acceptance, auditStore, audit });
  const vault = createSessionVault({
    settings,
    people,
    keys,
    database,
    audit,
  });
  const cipher = new TokenCipher(keys);
  const keptReturnPaths = createKeptReturnPaths(database);
  /** Reports of test sign-ins, by the id that the page would read them by. */
  const reports: ProviderTestReport[] = [];
  const keepReport = async (_owner: { userId: string }, report: ProviderTestReport) => String(reports.push(report) - 1);
  const wouldRefuse = (identity: VerifiedIdentity) => people.policy.judge(judgedIdentity(identity));
  const disabled = new Map<string, ProviderSettings>();
  const make = (on = database) =>
    createSignIn({
      settings,
      catalog,
      database: on,
      keys,
      cipher,
      vault,
      accounts,
      keptReturnPaths,
      keepReport,
      wouldRefuse,
      disabledProviders: { find: async (id) => disabled.get(id) },
      audit,
      log,
    });
  const signIn = await make();
  vault.onTokensLeft(signIn.leftTokens.revoke);
  const accountControl = createAccountControl({
    store,
    ends: [vault.endWithAccount],
    keepAnAdmin: createKeepAnAdmin({ settings, catalog, people }),
    audit,
  });

  async function at(browser: CookieBrowser, path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, portalOrigin);
    const headers = new Headers(init.headers);
    const cookie = browser.cookieHeader(url.pathname);
    if (cookie) headers.set("cookie", cookie);
    const request = new Request(url, { ...init, headers });
    const { handleStartRequest, handleAuthRequest } = signIn.service;
    const answer =
      url.pathname === "/sign-in/start" ? await handleStartRequest(request) : await handleAuthRequest(request);
    for (const header of answer.headers.getSetCookie()) browser.store(header);
    return answer;
  }

  const harness = {
    signIn,
    /** As an administrator does, up to where the next request would use it. */
    async changeProvider(id: string, change: Partial<ProviderSettings>): Promise<void> {
      const settled = catalog.providers.find(id);
      if (!settled) throw new Error(`no provider ${id}`);
      source.put({ ...settled, ...change });
      await database.notify.publish(source.channel, id);
      await catalog.refresh();
    },
    /** As an administrator disables one that stands in the store. */
    async disableProvider(id: string): Promise<void> {
      const settled = catalog.providers.find(id);
      if (!settled) throw new Error(`no provider ${id}`);
      disabled.set(id, settled);
      source.remove(id);
      await database.notify.publish(source.channel, id);
      await catalog.refresh();
    },
    /** A second process on the same database, or on a view of it: nothing in memory is shared. */
    anotherProcess: make,
    settings,
    controls,
    vault,
    accounts,
    accountControl,
    invitations,
    invitationCookie: createInvitationCookie(settings),
    database,
    recorded,
    reports,
    logged,
    origin,
    at,
    newBrowser: () => new CookieBrowser(portalOrigin),

    /** Presses "Continue with …"; answers where the provider is asked. */
    async press(browser: CookieBrowser, providerId: string, form: Record<string, string> = {}): Promise<string> {
      const answer = await at(browser, `/api/auth/signin/${providerId}`, {
        method: "POST",
        body: new URLSearchParams(form),
      });
      return answer.headers.get("location") ?? "";
    },

    /** Chooses a person on the provider's page, or presses Cancel; answers the callback that the browser is sent to. */
    async choose(authorizationUrl: string, person: PersonId | "cancel"): Promise<string> {
      const body = new URLSearchParams(person === "cancel" ? { cancel: "" } : { person });
      const answer = await fetch(authorizationUrl, { method: "POST", body, redirect: "manual" });
      const location = answer.headers.get("location");
      if (!location) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
      return location;
    },

    /** All of it. The final answer, and the session when there is one. */
    async signInAs(
      person: PersonId | "cancel",
      providerId = "google",
      browser = new CookieBrowser(portalOrigin),
      form: Record<string, string> = {},
    ) {
      const callback = await harness.choose(await harness.press(browser, providerId, form), person);
      const answer = await at(browser, callback);
      const session = await vault.authenticate(browser.cookieHeader("/"));
      return { browser, callback, location: answer.headers.get("location"), answer, session };
    },

    async signedIn(person: PersonId, providerId = "google"): Promise<{ browser: CookieBrowser; session: LiveSession }> {
      const { browser, session, location } = await harness.signInAs(person, providerId);
      if (!session) throw new Error(`nobody was signed in: ${location} ${JSON.stringify(recorded.at(-1))}`);
      return { browser, session };
    },

    async close() {
      await signIn.close();
      vault.close();
      await server.close();
    },
  };
  return harness;
}

function harnessSettings(
  origin: string,
  clients: Record<"google" | "microsoft" | "github", { clientId: string; clientSecret: string }>,
  changes: Partial<LoadedSettings>,
  configure: (config: PorticoConfig) => PorticoConfig,
): LoadedSettings {
  const only = ({ clientId, clientSecret }: { clientId: string; clientSecret: string }) => ({ clientId, clientSecret });
  const config: PorticoConfig = {
    providers: [
      { id: "google", issuer: `${origin}/google`, ...only(clients.google) },
      { id: "microsoft-entra-id", issuer: `${origin}/microsoft/${demoTenant}/v2.0`, ...only(clients.microsoft) },
      { id: "github", baseUrl: `${origin}/github`, apiBaseUrl: `${origin}/github`, ...only(clients.github) },
    ],
    apis: {
      repos: { target: "https://api.example/repos", token: "provider:github", scopes: ["repo"] },
      events: { target: "https://api.example/events", token: "provider:google", scopes: ["calendar.readonly"] },
    },
  };
  return { ...testSettings(configure(config), { publicUrl: portalOrigin }), ...changes };
}
