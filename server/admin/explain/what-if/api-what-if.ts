import type { SignInChecks } from "#server/accounts/sign-in-dry-run.ts";
import type { OwnTokens } from "#server/authorization-server/tokens/own-tokens.ts";
import type { BffDryRun, DryCallRoute } from "#server/bff/calls/bff-dry-run.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type CheckedRule, refusingRule } from "#server/errors/checked-rule.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { allowCheck } from "./allow-check.ts";
import { nothingTold, type WhatIfDraft } from "./what-if-draft.ts";
import type { WhatIfQuestion } from "./what-if-shapes.ts";

export interface ApiWhatIfDeps {
  bff: BffDryRun;
  ownTokens: Pick<OwnTokens, "wouldBe">;
  imagine(signIn: SignInChecks): LiveSession;
}

type Told = Pick<WhatIfDraft, "tokens" | "claims" | "cut">;
type Token = Told & { check: CheckedRule[]; error: AppError | undefined };

/** What would become of a call to an API of the BFF. */
export function apiWhatIf(
  { api = "", method }: WhatIfQuestion,
  signIn: SignInChecks,
  deps: ApiWhatIfDeps,
): WhatIfDraft {
  const call = deps.bff.call(api, method);
  const { route } = call;
  if (!route || call.refused) return refusedCall(api, call.refused ?? new AppError("route_not_found"), route);
  const session = deps.imagine(signIn);
  const notAllowed = call.refusedFor(session);
  // A call without a session is refused where the API needs one, and goes on without a person where it doesn't.
  const signedOut = signIn.refused && call.refusedFor(null) ? signIn.refused : undefined;
  const token = tokenFor(route, session, deps);
  const error = signedOut ?? notAllowed ?? token.error;
  const setting = `apis.${route.name}`;
  return {
    ...nothingTold,
    target: { kind: "api", id: route.name },
    checks: [
      { rule: "route_not_found", about: "settings", outcome: "passes", code: "route_not_found", setting },
      ...methodCheck(route, method),
      ...(signIn.refused && !signedOut ? [] : signIn.checks),
      ...allowCheck(route.settings.allow, refusalIn(notAllowed), {
        setting: `${setting}.allow`,
        code: "api_not_allowed",
        person: session,
      }),
      ...token.check,
    ],
    refused: error && { error },
    asks: token.check.some(({ outcome }) => outcome === "asks"),
    sentence: (t) => t.text(sentenceOf(route, token), { api: route.name, provider: route.providerId ?? "" }),
    provider: signIn.identity?.providerId,
    ...(error ? {} : { tokens: token.tokens, claims: token.claims, cut: token.cut }),
  };
}

function sentenceOf({ tokenKind }: DryCallRoute, { check }: Token) {
  if (check.some(({ outcome }) => outcome === "asks")) return "admin.what_if.api_needs_provider";
  return tokenKind === "none" ? "admin.what_if.api_passes" : "admin.what_if.api_passes_with_token";
}

function refusedCall(api: string, thrown: AppError, route: DryCallRoute | undefined): WhatIfDraft {
  const setting = route ? `apis.${route.name}` : "apis";
  const known: CheckedRule[] = route
    ? [{ rule: "route_not_found", about: "settings", outcome: "passes", setting }]
    : [];
  const refusal = thrown.refusal ?? { rule: thrown.code, setting, had: api };
  const error = new AppError(thrown.code, { refusal, facts: thrown.facts });
  return {
    ...nothingTold,
    target: { kind: "api", id: route?.name ?? api },
    checks: [...known, refusingRule(error, "settings")],
    refused: { error },
    sentence: () => "",
  };
}

function methodCheck({ name, methods }: DryCallRoute, method: string | undefined): CheckedRule[] {
  if (method === undefined) return [];
  const setting = `apis.${name}.methods`;
  return [
    {
      rule: "method_not_allowed",
      about: "settings",
      outcome: "passes",
      code: "method_not_allowed",
      setting,
      needed: methods,
      had: method,
    },
  ];
}

/** The admission's own refusal, with its rule. */
function refusalIn(error: AppError | undefined) {
  const refusal = error?.code === "api_not_allowed" ? error.refusal : undefined;
  return (
    refusal && {
      ...refusal,
      rule: "allow" as const,
      setting: refusal.setting ?? "",
      needed: listed(refusal.needed),
      had: listed(refusal.had),
    }
  );
}

function listed(value: string | number | readonly string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat().map(String);
}

const noToken: Token = { check: [], error: undefined, tokens: [], claims: [], cut: [] };

/** The token that the call carries; a provider's is there only in a sign-in with that provider, or once it was connected. */
function tokenFor(route: DryCallRoute, session: LiveSession, { ownTokens }: ApiWhatIfDeps): Token {
  const { providerId, tokenKind, settings, name } = route;
  const setting = `apis.${name}.token`;
  if (providerId !== undefined) {
    const outcome = session.providerId === providerId ? "passes" : "asks";
    const had = session.providerId ?? [];
    const code = "provider_connection_required";
    const connection: CheckedRule = { rule: code, about: "person", outcome, code, setting, needed: providerId, had };
    return { ...noToken, check: [connection] };
  }
  if (tokenKind === "none" || tokenKind === "client") return noToken;
  try {
    const { claims, cut, audience, scopes, lifetimeSeconds, format } = ownTokens.wouldBe(session, settings);
    return {
      check: [
        {
          rule: "scope_required",
          about: "settings",
          outcome: "passes",
          code: "scope_required",
          setting: `apis.${name}.scopes`,
          had: scopes,
        },
      ],
      error: undefined,
      tokens: [{ kind: "access_token", format, audience, scopes: [...scopes], lifetimeSeconds }],
      claims: Object.entries(claims).map(([claim, value]) => ({ place: "access_token", audience, name: claim, value })),
      cut: cut.map((claim) => ({ claim, place: "access_token" })),
    };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const refusal = { rule: error.code, setting: `apis.${name}.scopes` };
    return { ...noToken, check: [refusingRule({ code: error.code, refusal }, "settings")], error };
  }
}
