import type { Translator } from "#components/messages/create-translator.ts";
import type { SignInChecks } from "#server/accounts/sign-in-dry-run.ts";
import type { AuthorizationDryRun, DryAuthorization } from "#server/authorization-server/authorization-dry-run.ts";
import { identityScope } from "#server/claims/standard-scopes.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type CheckedRule, refusingRule } from "#server/errors/checked-rule.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { allowCheck } from "./allow-check.ts";
import { nothingTold, type WhatIfDraft } from "./what-if-draft.ts";
import type { WhatIfQuestion } from "./what-if-shapes.ts";

export interface AppWhatIfDeps {
  authorization: AuthorizationDryRun;
  imagine(signIn: SignInChecks): LiveSession;
  /** Whether the database has an entry that is switched off. */
  isDisabled(clientId: string): Promise<boolean>;
}

/** What would become of an authorization request of an app. */
export async function appWhatIf(
  { app: clientId = "", scope, resource, prompt }: WhatIfQuestion,
  signIn: SignInChecks,
  deps: AppWhatIfDeps,
): Promise<WhatIfDraft> {
  const session = signIn.refused ? null : deps.imagine(signIn);
  const found = await deps.authorization.authorize({
    clientId,
    scopes: scope?.flatMap((text) => text.split(" ")).filter(Boolean),
    resources: [...new Set(resource)],
    prompt,
    userId: signIn.person.id,
    session,
    signIn() {
      if (signIn.refused) throw signIn.refused;
      return deps.imagine(signIn);
    },
  });
  if (!found) return unknownApp(clientId, await deps.isDisabled(clientId));
  const given = new Set(found.tokens.flatMap(({ scopes }) => scopes));
  return {
    target: { kind: "app", id: clientId, name: found.client.name },
    checks: checksOf(found, signIn, session),
    refused: found.refused,
    asks: found.question !== undefined || found.asksSignIn,
    sentence: (t) => sentenceOf(t, found, signIn),
    provider: signIn.identity?.providerId,
    asked: askedOf(found),
    notGiven: found.tokens.length > 0 ? found.scopes.filter((name) => !given.has(name)) : [],
    tokens: found.tokens.map((token) => ({ ...token, scopes: [...token.scopes] })),
    claims: found.claims,
    cut: [...found.cut],
  };
}

function unknownApp(clientId: string, isDisabled: boolean): WhatIfDraft {
  const error = new AppError("client_unknown", {
    refusal: { rule: "client_unknown", setting: `clients[${clientId}]`, ...(isDisabled ? { had: "disabled" } : {}) },
  });
  const checks = [refusingRule(error, "settings")];
  return { ...nothingTold, target: { kind: "app", id: clientId }, checks, refused: { error }, sentence: () => "" };
}

/** In the order of a request: the app, what it asks for, the sign-in, the app's people, blocks, the question. */
function checksOf(found: DryAuthorization, signIn: SignInChecks, session: LiveSession | null): CheckedRule[] {
  const { client, refused, blocked } = found;
  const { clientId } = client;
  const by = refusedBy(found, signIn);
  const ofRequest: CheckedRule =
    by === "request" && refused
      ? // Every rule of the protocol may be the one, so what it compared may be of the person.
        refusingRule(refused.error, "person")
      : {
          rule: "oauth.request",
          about: "settings",
          outcome: "passes",
          setting: `clients[${clientId}].scopes`,
          had: found.scopes,
          needed: client.scopes,
        };
  return [
    {
      rule: "client_unknown",
      about: "settings",
      outcome: "passes",
      code: "client_unknown",
      setting: `clients[${clientId}]`,
    },
    ofRequest,
    ...signIn.checks,
    ...allowCheck(client.allow, found.notAllowed, {
      setting: `clients[${clientId}].allow`,
      code: "app_not_allowed",
      person: session ?? undefined,
    }),
    by === "block" && blocked
      ? refusingRule(blocked, "person")
      : { rule: "consent_blocked", about: "person", outcome: "passes", code: "consent_blocked" },
    consentCheck(found, by === "question"),
  ];
}

type RefusedBy = "request" | "person" | "block" | "question" | undefined;

/** Which of the checks the refusal of the run is of. */
function refusedBy({ refused, notAllowed, blocked, skipsQuestion }: DryAuthorization, signIn: SignInChecks): RefusedBy {
  if (!refused) return undefined;
  const { error, toApp } = refused;
  if (error === signIn.refused || (signIn.refused && toApp === "login_required")) return "person";
  if (notAllowed && (error.code === "app_not_allowed" || toApp === "access_denied")) return "person";
  if (blocked && (error.code === "consent_blocked" || (skipsQuestion && toApp === "access_denied"))) return "block";
  const questions = ["consent_required", "interaction_required", "login_required", "account_selection_required"];
  return toApp !== undefined && questions.includes(toApp) ? "question" : "request";
}

function consentCheck(found: DryAuthorization, isRefused: boolean): CheckedRule {
  const { client, question, remembered, skipsQuestion, refused } = found;
  const setting = `clients[${client.clientId}].firstParty`;
  const rule = "oauth.consent";
  const needed = askedOf(found).map(({ scope }) => scope);
  // What a person allowed is theirs.
  const about = "person";
  if (isRefused && refused) return { ...refusingRule(refused.error, about), setting, had: remembered };
  if (question) return { rule, about, outcome: "asks", setting, needed, had: remembered };
  return { rule, about, outcome: "passes", setting, had: skipsQuestion ? "firstParty" : remembered };
}

function askedOf({ question }: DryAuthorization): WhatIfDraft["asked"] {
  if (!question) return [];
  const { groups, offlineScope } = question;
  const scopes = [...groups.flatMap((group) => group.scopes), ...(offlineScope ? [offlineScope] : [])];
  return scopes.map(({ name, optional, alreadyGranted }) => ({
    scope: name,
    optional,
    alreadyAllowed: alreadyGranted,
  }));
}

function sentenceOf(t: Translator, found: DryAuthorization, { refused }: SignInChecks): string {
  const app = found.client.name;
  if (found.hasNoPage) return t.text(refused ? "admin.what_if.no_page_refused" : "admin.what_if.no_page", { app });
  const scopes = [...new Set(found.tokens.flatMap((token) => token.scopes))].join(", ");
  const asked = askedOf(found);
  const question = asked.map(({ scope }) => scope).join(", ");
  if (found.question) return t.text("admin.what_if.asks_consent", { app, scopes: question || identityScope });
  if (found.asksSignIn) return t.text("admin.what_if.asks_sign_in", { app, scopes });
  return t.text(found.skipsQuestion ? "admin.what_if.first_party" : "admin.what_if.no_question", { app, scopes });
}
