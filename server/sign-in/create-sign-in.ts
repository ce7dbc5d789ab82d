import { createInvitationCookie } from "#server/access/invitations/invitation-cookie.ts";
import type { SignInAccounts } from "#server/accounts/account-service.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { nowSeconds as currentSeconds } from "#server/clock.ts";
import type { Settings } from "#server/config/settings.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { UpstreamTokenSource } from "#server/sessions/token-source.ts";
import { createAuthJs } from "#server/sign-in/auth-js/create-auth-js.ts";
import { createAcceptLogoutToken } from "#server/sign-in/logout/accept-logout-token.ts";
import { createLogoutTokenStore } from "#server/sign-in/logout/logout-token-store.ts";
import {
  createProviderChecks,
  type FoundAtProvider,
  type ProviderCheckOptions,
} from "#server/sign-in/provider-check/check-providers.ts";
import { createProviderToTest, type ProviderToTestDeps } from "#server/sign-in/provider-test/provider-to-test.ts";
import { startProviderTest } from "#server/sign-in/provider-test/start-provider-test.ts";
import { createProviderWarnings } from "#server/sign-in/providers/failures/provider-warnings.ts";
import { createProviderRegistry } from "#server/sign-in/providers/provider-registry.ts";
import { createLeftTokens, type LeftTokens } from "#server/sign-in/upstream-tokens/revoke-left-tokens.ts";
import { createTokenChanges } from "#server/sign-in/upstream-tokens/token-changes.ts";
import { createUpstreamTokenStore } from "#server/sign-in/upstream-tokens/upstream-token-store.ts";
import { createUpstreamTokens } from "#server/sign-in/upstream-tokens/upstream-tokens.ts";
import { handleAuthRequest } from "./handle-auth-request.ts";
import { handleStartRequest } from "./handle-start-request.ts";
import type { SignInContext } from "./sign-in-context.ts";
import type { SignInService } from "./sign-in-service.ts";
import { createSignInTransactions } from "./sign-in-transaction.ts";

/** What signing in reads of the settings. */
type SignInSettings = Pick<Settings, "origin" | "publicUrl" | "secure" | "mode" | "apis" | "frontendOrigins">;

export interface SignInDeps {
  settings: SignInSettings;
  catalog: Pick<Catalog, "providers">;
  database: Database;
  keys: KeyRing;
  cipher: TokenCipher;
  vault: SessionVault;
  accounts: SignInAccounts;
  keptReturnPaths: Pick<KeptReturnPaths, "shorten">;
  keepReport: SignInContext["keepReport"];
  wouldRefuse: SignInContext["wouldRefuse"];
  /** Providers that may only be tested. */
  disabledProviders: ProviderToTestDeps["disabled"];
  audit: AuditLog;
  log: Logger;
  nowSeconds?: () => number;
}

export interface SignIn {
  service: SignInService;
  upstreamTokens: UpstreamTokenSource;
  /** Takes back at the providers what sessions left that ended without their person. */
  leftTokens: LeftTokens;
  /** Ends the tokens that a provider gave, whatever sessions have them; returns how many. */
  endTokensOfProvider(providerId: string): Promise<number>;
  /** A provider's back-channel logout: ends the sessions it names, answers how many. Errors: request_invalid. */
  acceptLogoutToken(logoutToken: string): Promise<number>;
  /** Looks at each provider of the catalog now. Never rejects for one that is away. */
  checkProviders(options: ProviderCheckOptions): Promise<FoundAtProvider[]>;
  /** Looks once at every provider, ahead of the first sign-in, and warns of those that can't be used. Never rejects. */
  lookAtProviders(): Promise<void>;
  close(): Promise<void>;
}

/** Errors: AppError invalid_settings for a provider that can't be built. Nothing is fetched before it is needed. */
export async function createSignIn(deps: SignInDeps): Promise<SignIn> {
  const { settings, catalog, database, keys, cipher, vault, audit, log } = deps;
  const nowSeconds = deps.nowSeconds ?? currentSeconds;
  const warnings = createProviderWarnings(log, settings.origin, nowSeconds);
  const registry = await createProviderRegistry({
    catalog: catalog.providers,
    mode: settings.mode,
    nowSeconds,
    warn: warnings.ofProvider,
  });
  const store = createUpstreamTokenStore(database, cipher);
  const changes = createTokenChanges(database.notify);
  const secrets = keys.keys("auth-transaction").map(({ bytes }) => Buffer.from(bytes).toString("base64url"));
  const leftTokens = createLeftTokens({ registry, store, cipher, audit, log });
  const context: SignInContext = {
    ...deps,
    registry,
    providerToTest: createProviderToTest({
      registry,
      disabled: deps.disabledProviders,
      mode: settings.mode,
      nowSeconds,
    }),
    warnings,
    authJs: createAuthJs({ origin: settings.origin, secure: settings.secure, secrets, nowSeconds, deadlineMs: 15_000 }),
    invitationCookie: createInvitationCookie(settings),
    transactions: createSignInTransactions(keys, settings, nowSeconds),
    store,
    changes,
    nowSeconds,
    redirect: seeOther,
  };

  return {
    service: {
      listProviders: () =>
        registry
          .listSettings()
          .map(({ id, name, brand }) => ({ id, name, brand, disabledReason: registry.disabledReason(id) })),
      handleAuthRequest: (request) => handleAuthRequest(context, request),
      handleStartRequest: (request) => handleStartRequest(context, request),
      startProviderTest: (session, providerId, cookieHeader) =>
        startProviderTest(context, session, providerId, cookieHeader),
    },
    upstreamTokens: createUpstreamTokens({
      registry,
      store,
      changes,
      processes: database.notify,
      audit,
      log,
      nowSeconds,
    }),
    leftTokens,
    async endTokensOfProvider(providerId) {
      const sessionIds = await store.endOfProvider(providerId, "provider_removed");
      for (const sessionId of sessionIds) await changes.publish(sessionId, providerId);
      return sessionIds.length;
    },
    acceptLogoutToken: createAcceptLogoutToken({
      registry,
      vault,
      store: createLogoutTokenStore(database),
      audit,
      nowSeconds,
    }),
    checkProviders: createProviderChecks({ providers: catalog.providers, settings }),
    lookAtProviders: registry.checkAll,
    async close() {
      await leftTokens.settle();
      changes.close();
      await registry.close();
    },
  };
}

function seeOther(location: string, setCookies: readonly string[]): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  for (const cookie of setCookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
