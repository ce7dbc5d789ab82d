import type { ProviderPerson, SignInDryRun } from "#server/accounts/sign-in-dry-run.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { AppError } from "#server/errors/app-error.ts";
import { refusingRule } from "#server/errors/checked-rule.ts";
import { nothingTold, type WhatIfDraft } from "./what-if-draft.ts";

export interface ProviderWhatIfDeps {
  signIn: Pick<SignInDryRun, "withProvider">;
  catalog: { providers: Pick<Catalog["providers"], "find"> };
  isProviderDisabled(id: string): Promise<boolean>;
}

/** What would become of a sign-in to the portal with a provider. The provider isn't asked. */
export async function providerWhatIf(
  providerId: string,
  who: ProviderPerson,
  deps: ProviderWhatIfDeps,
): Promise<WhatIfDraft> {
  const provider = deps.catalog.providers.find(providerId);
  if (!provider) return unknownProvider(providerId, await deps.isProviderDisabled(providerId));
  const { userId, refused, checks } = await deps.signIn.withProvider(providerId, who);
  const setting = `providers[${providerId}]`;
  return {
    ...nothingTold,
    target: { kind: "provider", id: providerId, name: provider.name },
    checks: [
      { rule: "provider_unknown", about: "settings", outcome: "passes", code: "provider_unknown", setting },
      ...checks,
    ],
    refused: refused && { error: refused },
    sentence: (t) =>
      t.text(userId === undefined ? "admin.what_if.new_account" : "admin.what_if.signs_in", {
        provider: provider.name,
      }),
    provider: providerId,
  };
}

function unknownProvider(id: string, isDisabled: boolean): WhatIfDraft {
  const error = new AppError("provider_unknown", {
    refusal: { rule: "provider_unknown", setting: `providers[${id}]`, ...(isDisabled ? { had: "disabled" } : {}) },
  });
  const checks = [refusingRule(error, "settings")];
  return { ...nothingTold, target: { kind: "provider", id }, checks, refused: { error }, sentence: () => "" };
}
