import type { ProviderSettings } from "#server/config/settings.ts";
import type { SignInContext } from "#server/sign-in/sign-in-context.ts";
import type { ProviderTestReport, ProviderTestStep } from "./provider-test-report.ts";

/** Keeps a report for its administrator; returns the address of the page that shows it. */
export async function reportPath(
  { keepReport, nowSeconds, audit }: Pick<SignInContext, "keepReport" | "nowSeconds" | "audit">,
  { userId }: { userId: string },
  { id }: Pick<ProviderSettings, "id">,
  steps: readonly ProviderTestStep[],
  claims?: ProviderTestReport["claims"],
): Promise<string> {
  const report: ProviderTestReport = { providerId: id, atSeconds: nowSeconds(), steps, ...(claims ? { claims } : {}) };
  const failed = steps.find(({ ok }) => !ok);
  audit.record({
    type: "admin.read",
    outcome: failed ? "failure" : "success",
    actor: `user:${userId}`,
    providerId: id,
    details: {
      operation: "providers.test",
      ...(failed?.failure ? { step: failed.step, code: failed.failure.code } : {}),
    },
  });
  const run = await keepReport({ userId }, report);
  return `/admin/providers/test?${new URLSearchParams({ id, run })}`;
}
