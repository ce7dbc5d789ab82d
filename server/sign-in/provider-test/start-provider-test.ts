import type { LiveSession } from "#server/sessions/live-session.ts";
import { authorizationParams } from "#server/sign-in/providers/authorization-params-policy.ts";
import { providerBinding } from "#server/sign-in/providers/provider-binding.ts";
import type { SignInContext } from "#server/sign-in/sign-in-context.ts";
import { hashState } from "#server/sign-in/sign-in-transaction.ts";
import { failedStep } from "./provider-test-failure.ts";
import type { ProviderTestStep } from "./provider-test-report.ts";
import { reportPath } from "./report-path.ts";

/**
 * Begins a test sign-in at a provider for an administrator, who chooses an account there.
 *
 * Shape:  a 303 to the provider, or to the report when the provider can't be asked.
 * Errors: provider_unknown; those of the database.
 */
export async function startProviderTest(
  context: SignInContext,
  session: LiveSession,
  providerId: string,
  cookieHeader: string | undefined,
): Promise<Response> {
  const provider = await context.providerToTest(providerId);
  const { settings } = provider;
  const { origin } = context.settings;
  const steps: ProviderTestStep[] = [];
  try {
    const { issuer, authorization_endpoint, token_endpoint } = await provider.metadata();
    const facts = [
      ["issuer", issuer],
      ["authorization_endpoint", authorization_endpoint],
      ["token_endpoint", token_endpoint],
    ] as const;
    steps.push({ step: "discovery", ok: true, facts });
  } catch (error) {
    return context.redirect(
      await reportPath(context, session, settings, [failedStep("discovery", error, settings, origin)]),
      [],
    );
  }
  const begun = await context.authJs.begin(
    provider,
    authorizationParams(settings, { prompt: undefined, loginHint: undefined, extraScopes: [] }),
  );
  const redirectUri = new URL(begun.authorizationUrl).searchParams.get("redirect_uri") ?? "";
  steps.push({
    step: "request",
    ok: true,
    facts: [
      ["scope", begun.scope],
      ["redirect_uri", redirectUri],
    ],
  });
  const cookies = await context.transactions.open(
    begun.state,
    {
      providerId: settings.id,
      binding: providerBinding(settings),
      stateHash: hashState(begun.state),
      codeVerifier: begun.codeVerifier,
      nonce: begun.nonce,
      returnPath: "/",
      startedAtSeconds: context.nowSeconds(),
      scope: begun.scope,
      test: { userId: session.userId, steps },
    },
    cookieHeader,
  );
  return context.redirect(begun.authorizationUrl, cookies);
}
