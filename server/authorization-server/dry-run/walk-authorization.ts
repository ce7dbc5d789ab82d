import { createHash, randomBytes } from "node:crypto";
import type { ConsentService, ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { DryBrowser } from "./dry-browser.ts";

/** A request of an app for a person, as the question says it. */
export interface DryRequest {
  clientId: string;
  redirectUri: string;
  /** As the app would send it; nothing when left out. */
  scope: string | undefined;
  resources: readonly string[];
  prompt: string | undefined;
}

/** A refused request. With `toApp`, the app gets this error (RFC 6749 §4.1.2.1); without, the person gets the portal's page. */
export interface DryRefusal {
  error: AppError;
  toApp: string | undefined;
}

export interface WalkedAuthorization {
  refused: DryRefusal | undefined;
  /** The person has to sign in (again) on the way. */
  asksSignIn: boolean;
  /** The consent page, when it is shown. */
  question: ConsentView | undefined;
  code: { code: string; verifier: string } | undefined;
}

export interface WalkDeps {
  browser: DryBrowser;
  consent: Pick<ConsentService, "open" | "decide">;
  /** The session that the browser has now. */
  session(): LiveSession | null;
  /** A sign-in on the way. Errors: those of a sign-in that is refused. */
  signIn(): LiveSession;
}

const mostSteps = 12;

/** Goes the way of a person's browser through an authorization request, and allows what the consent page asks. */
export async function walkAuthorization(request: DryRequest, deps: WalkDeps): Promise<WalkedAuthorization> {
  const verifier = randomBytes(32).toString("base64url");
  const walked: WalkedAuthorization = { refused: undefined, asksSignIn: false, question: undefined, code: undefined };
  let next = authorizationPath(request, verifier);
  for (let step = 0; step < mostSteps; step++) {
    try {
      const page = /^\/consent\/([\w-]+)/.exec(next)?.[1];
      const location = page === undefined ? await deps.browser.follow(next) : await answerPage(page, walked, deps);
      const ended = page === undefined ? endOf(location, request, deps.browser, verifier) : undefined;
      if (ended) return { ...walked, ...ended };
      next = pathOf(location);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { ...walked, refused: { error, toApp: undefined } };
    }
  }
  throw new Error("the authorization request goes in circles");
}

function authorizationPath({ clientId, redirectUri, scope, resources, prompt }: DryRequest, verifier: string): string {
  const query = new URLSearchParams({
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: "code",
    state: "dry-run",
    nonce: "dry-run",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  if (scope !== undefined) query.set("scope", scope);
  if (prompt !== undefined) query.set("prompt", prompt);
  for (const resource of resources) query.append("resource", resource);
  return `/oauth2/authorize?${query}`;
}

/** The person's side: signs in where that is asked, and allows everything. Returns where the browser goes next. */
async function answerPage(uid: string, walked: WalkedAuthorization, deps: WalkDeps): Promise<string> {
  const { consent, browser } = deps;
  const session = deps.session();
  const step = await consent.open(uid, browser.cookies(), session);
  if (step.kind === "continue") return step.redirectTo;
  if (step.kind === "sign_in") {
    walked.asksSignIn = true;
    deps.signIn();
    return `/consent/${uid}`;
  }
  walked.question = step.view;
  const { groups, offlineScope, formToken } = step.view;
  const all = [...groups.flatMap(({ scopes }) => scopes), ...(offlineScope ? [offlineScope] : [])];
  const decision = { allow: true, scopes: all.map(({ name }) => name), formToken };
  return (await consent.decide(uid, browser.cookies(), session, decision)).redirectTo;
}

/** What an address means that the browser is sent to: an answer to the app, an error page, or (`undefined`) one more step. */
function endOf(
  location: string,
  { redirectUri }: DryRequest,
  browser: DryBrowser,
  verifier: string,
): Partial<WalkedAuthorization> | undefined {
  const isError = location.startsWith("/error?");
  if (!isError && !location.startsWith(redirectUri)) return undefined;
  const query = new URL(location, "http://dry.invalid").searchParams;
  const code = query.get("code");
  if (isError) return { refused: { error: browser.refusal() ?? new AppError(codeOf(code)), toApp: undefined } };
  if (code !== null) return { code: { code, verifier } };
  const toApp = query.get("error") ?? "invalid_request";
  return { refused: { error: browser.refusal() ?? new AppError("authorization_request_invalid"), toApp } };
}

function codeOf(code: string | null): ErrorCode {
  return code !== null && Object.hasOwn(errorTable, code) ? (code as ErrorCode) : "internal_error";
}

/** The portal writes whole addresses of its own as well. */
function pathOf(location: string): string {
  if (location.startsWith("/")) return location;
  const { pathname, search } = new URL(location);
  return pathname + search;
}
