import type { ErrorCode } from "#server/errors/app-error.ts";

/** The steps of a sign-in at a provider, in their order. */
export type ProviderTestStepName = "discovery" | "request" | "answer" | "tokens" | "identity" | "policy";

export interface ProviderTestStep {
  step: ProviderTestStepName;
  ok: boolean;
  /** What was found: names of the protocol with their values, none of them secret. */
  facts: readonly (readonly [name: string, value: string])[];
  failure?: {
    code: ErrorCode;
    detail: string | undefined;
    /** What the operator can look at, in the words of the settings. */
    check: string | undefined;
  };
}

/** What a test sign-in found. It has no token, code or secret. */
export interface ProviderTestReport {
  providerId: string;
  atSeconds: number;
  steps: readonly ProviderTestStep[];
  /** Claims as the provider said them, as JSON and each cut to a few hundred letters. */
  claims?: {
    idToken: readonly (readonly [name: string, value: string])[];
    profile: readonly (readonly [name: string, value: string])[];
    mapped: readonly (readonly [name: string, value: string])[];
  };
}
