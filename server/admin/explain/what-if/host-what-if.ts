import type { SignInChecks } from "#server/accounts/sign-in-dry-run.ts";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type CheckedRule, refusingRule } from "#server/errors/checked-rule.ts";
import type { ForwardAuthDryRun } from "#server/forward-auth/forward-auth-dry-run.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { allowCheck } from "./allow-check.ts";
import { nothingTold, type WhatIfDraft } from "./what-if-draft.ts";

export interface HostWhatIfDeps {
  settings: Pick<Settings, "forwardAuth">;
  forwardAuth: ForwardAuthDryRun;
  imagine(signIn: SignInChecks): LiveSession;
}

/** What forward auth would answer the proxy of a host. */
export function hostWhatIf(host: string, signIn: SignInChecks, deps: HostWhatIfDeps): WhatIfDraft {
  const { forwardAuth } = deps;
  const session = deps.imagine(signIn);
  const found = forwardAuth.ask(host, session);
  if (!found) return unknownHost(host, forwardAuth.origins);
  const known: CheckedRule = {
    rule: "forward_host_unknown",
    about: "settings",
    outcome: "passes",
    code: "forward_host_unknown",
    setting: "forwardAuth.origins",
    needed: forwardAuth.origins,
    had: found.origin,
  };
  const allowed = allowCheck(found.rule?.allow, found.notAllowed, {
    setting: found.rule?.setting ?? "forwardAuth.allow",
    code: "app_not_allowed",
    person: session,
  });
  const error = signIn.refused ?? found.refused;
  return {
    ...nothingTold,
    target: { kind: "host", id: found.origin },
    checks: [known, ...signIn.checks, ...allowed],
    refused: error && { error },
    sentence: (t) => t.text("admin.what_if.host_passes", { host: found.origin }),
    provider: signIn.identity?.providerId,
    claims: error ? [] : found.headers.map((header) => ({ place: "forward_auth", audience: undefined, ...header })),
    cut: [...found.cut],
  };
}

function unknownHost(host: string, origins: readonly string[]): WhatIfDraft {
  const error = new AppError("forward_host_unknown", {
    refusal: { rule: "forward_host_unknown", setting: "forwardAuth.origins", needed: origins, had: host },
  });
  const checks = [refusingRule(error, "settings")];
  return { ...nothingTold, target: { kind: "host", id: host }, checks, refused: { error }, sentence: () => "" };
}
