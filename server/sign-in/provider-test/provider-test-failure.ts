import { toAppError } from "#server/http/problem.ts";
import { suspectOf } from "#server/sign-in/providers/failures/suspect-policy.ts";
import { whatToCheck } from "#server/sign-in/providers/failures/what-to-check.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import type { ProviderTestStep, ProviderTestStepName } from "./provider-test-report.ts";

/** A step that failed, with what to check. */
export function failedStep(
  step: ProviderTestStepName,
  thrown: unknown,
  settings: Provider["settings"],
  origin: string,
): ProviderTestStep {
  const error = toAppError(thrown);
  const suspect = suspectOf(error);
  const check = suspect && whatToCheck(suspect, settings, origin);
  return {
    step,
    ok: false,
    facts: [],
    failure: { code: error.code, detail: error.detail?.slice(0, 400).toWellFormed(), check },
  };
}
