import type { Suite } from "./suite.ts";

/** One module of the OpenID Foundation's conformance suite, told again as plain HTTP. */
export interface ConformanceModule {
  name: string;
  /** Why Portico, by design, doesn't do what the module needs. `run` then proves this reason, so that it can't go stale. */
  skipped: string | undefined;
  run(suite: Suite): Promise<void>;
}

export interface ConformancePlan {
  /** The plan's name in the suite. */
  name: string;
  /** Where its modules' files are, below tests/conformance. */
  folder: string;
  /** How the plan runs its modules; the suite repeats the whole basic plan with form_post. */
  responseMode: "query" | "form_post";
  modules: readonly ConformanceModule[];
}

export function defineModule(name: string, run: ConformanceModule["run"]): ConformanceModule {
  return { name, skipped: undefined, run };
}

/** A module that doesn't apply; `proof` shows by the server's own answers that the reason is true. */
export function skipModule(name: string, reason: string, proof: ConformanceModule["run"]): ConformanceModule {
  return { name, skipped: reason, run: proof };
}
