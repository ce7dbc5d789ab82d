import type { InvitationCookie } from "#server/access/invitations/invitation-cookie.ts";
import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import type { SignInAccounts, VerifiedIdentity } from "#server/accounts/account-service.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { ProviderSettings, Settings } from "#server/config/settings.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { AuthJs } from "#server/sign-in/auth-js/auth-js.ts";
import type { ProviderTestReport } from "#server/sign-in/provider-test/provider-test-report.ts";
import type { ProviderWarnings } from "#server/sign-in/providers/failures/provider-warnings.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import type { ProviderRegistry } from "#server/sign-in/providers/provider-registry.ts";
import type { TokenChanges } from "#server/sign-in/upstream-tokens/token-changes.ts";
import type { UpstreamTokenStore } from "#server/sign-in/upstream-tokens/upstream-token-store.ts";
import type { SignInTransactions } from "./sign-in-transaction.ts";

/** What starting and finishing a sign-in share. Made once, in create-sign-in.ts. */
export interface SignInContext {
  settings: Pick<Settings, "origin" | "secure" | "apis" | "frontendOrigins">;
  registry: ProviderRegistry;
  authJs: AuthJs;
  transactions: SignInTransactions;
  invitationCookie: Pick<InvitationCookie, "read" | "clear">;
  keptReturnPaths: Pick<KeptReturnPaths, "shorten">;
  store: UpstreamTokenStore;
  changes: TokenChanges;
  vault: SessionVault;
  accounts: SignInAccounts;
  /** Keeps the report of a test sign-in for its administrator; returns the id to read it by. */
  keepReport(owner: { userId: string }, report: ProviderTestReport): Promise<string>;
  /** What the policy, and `allow` of its provider, would say of an identity; `undefined`: it may sign in. */
  wouldRefuse(identity: VerifiedIdentity, provider: ProviderSettings): AccessRefusal | undefined;
  /** A provider for a test sign-in, a disabled one too. Errors: provider_unknown; invalid_settings. */
  providerToTest(id: string): Promise<Provider>;
  audit: AuditLog;
  log: Logger;
  warnings: ProviderWarnings;
  nowSeconds: () => number;
  /** 303 See Other: after a POST the browser must not repeat it (RFC 9700 §4.12). */
  redirect(location: string, setCookies: readonly string[]): Response;
}
