import { AppError } from "#server/errors/app-error.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { toAppError } from "#server/http/problem.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import { finishProviderTest } from "#server/sign-in/provider-test/finish-provider-test.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import { providerBinding } from "#server/sign-in/providers/provider-binding.ts";
import { finishSignIn } from "./finish-sign-in.ts";
import { type CallbackParams, readCallback } from "./read-callback.ts";
import type { SignInContext } from "./sign-in-context.ts";
import { errorPagePath } from "./sign-in-error.ts";
import { readSignInRequest } from "./sign-in-request.ts";
import type { SignInTransaction } from "./sign-in-transaction.ts";
import { startSignIn } from "./start-sign-in.ts";

/**
 * The only two routes under /api/auth/: POST signin/{provider} and GET or POST callback/{provider}.
 *
 * The other routes of Auth.js (session, csrf, providers, signout, error, …) answer 404. HEAD is refused too, because Next would
 * run it as a GET and spend the code. The front door has refused cross-site posts, so the sign-in form needs no token of
 * its own: there is no session yet to bind one to, and what a forced start could reach is the provider's own page.
 */
export async function handleAuthRequest(context: SignInContext, request: Request): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  const [, action, providerId = ""] = /^\/api\/auth\/(signin|callback)\/([a-z0-9-]+)$/.exec(pathname) ?? [];
  if (action === "signin" && request.method === "POST") {
    return answerStart(context, providerId, new URLSearchParams(await request.text()), request);
  }
  if (action === "callback" && request.method === "GET") {
    return answerCallback(context, providerId, searchParams, request);
  }
  if (action === "callback" && request.method === "POST") {
    // response_mode=form_post: a cross-site POST comes without our SameSite=Lax cookies. The same as a GET comes with.
    const form = new URLSearchParams(await request.text());
    return context.redirect(`/api/auth/callback/${providerId}?${form}`, []);
  }
  return new Response(null, { status: 404 });
}

async function answerStart(
  context: SignInContext,
  providerId: string,
  form: URLSearchParams,
  request: Request,
): Promise<Response> {
  try {
    const asked = readSignInRequest(context.registry.settingsOf(providerId), form, context.settings);
    // A form signs in; more scopes are asked for by /sign-in/start, which checks where it was called from.
    return await startSignIn(context, { ...asked, extraScopes: [] }, cookieOf(request));
  } catch (error) {
    return refuse(context, error, { providerId });
  }
}

async function answerCallback(
  context: SignInContext,
  providerId: string,
  params: URLSearchParams,
  request: Request,
): Promise<Response> {
  const { transactions, vault, registry } = context;
  const callback = readCallback(params);
  const cleared = callback ? [transactions.clear(callback.state)] : [];
  let returnPath: string | undefined;
  try {
    const found = callback && (await transactions.find(callback.state, cookieOf(request)));
    const isTest = found?.transaction.test !== undefined;
    const provider = await (isTest ? context.providerToTest(providerId) : registry.get(providerId));
    const session = await vault.authenticate(cookieOf(request));
    // A transaction that was started with another provider is refused as an unknown one is (RFC 9700 §4.4.2), also when the id
    // has come to mean another one: the code was given by the one before.
    if (!callback || !found || !isOf(provider, found.transaction)) {
      return session ? context.redirect("/", cleared) : refuse(context, expired(callback), { providerId, cleared });
    }
    const { transaction, late } = found;
    returnPath = transaction.returnPath;
    if (transaction.test && !late) {
      const matched = { provider, callback, transaction, session, invitation: undefined };
      const answer = await finishProviderTest(context, matched, transaction.test);
      for (const cookie of cleared) answer.headers.append("set-cookie", cookie);
      return answer;
    }
    if (late) throw new AppError("sign_in_expired", { detail: "the sign-in began more than 15 minutes ago" });
    const invitation = context.invitationCookie.read(cookieOf(request));
    const answer = await finishSignIn(context, { provider, callback, transaction, session, invitation });
    if (invitation !== undefined) answer.headers.append("set-cookie", context.invitationCookie.clear());
    for (const cookie of cleared) answer.headers.append("set-cookie", cookie);
    return answer;
  } catch (error) {
    return refuse(context, error, { providerId, cleared, returnPath });
  }
}

function isOf({ settings }: Provider, { providerId, binding }: SignInTransaction): boolean {
  return providerId === settings.id && binding === providerBinding(settings);
}

function expired(callback: CallbackParams | undefined): AppError {
  const detail = callback ? "no transaction for this state in this browser" : "state is missing or repeated";
  return new AppError("sign_in_expired", { detail });
}

/** The answer to a failed sign-in. The audit log and the operator's log get the reason, the error page gets only the code. */
export function refuse(
  context: SignInContext,
  thrown: unknown,
  facts: { providerId: string; cleared?: readonly string[]; returnPath?: string | undefined },
): Response {
  const error = toAppError(thrown);
  if (error.code === "internal_error") context.log.error("signing in failed", { error: thrown });
  const known = context.registry.findSettings(facts.providerId);
  if (known) context.warnings.ofSignIn(known, error);
  const providerId = known?.id;
  noteRefusal(error, { providerId });
  context.audit.record({
    type: error.code === "sign_in_cancelled" ? "sign_in.cancelled" : "sign_in.refused",
    outcome: "failure",
    providerId,
    userId: error.about?.userId,
    details: {
      code: error.code,
      ...(error.detail ? { reason: error.detail.slice(0, 300).toWellFormed() } : {}),
      ...(error.refusal ? { rule: error.refusal.rule, setting: error.refusal.setting ?? "" } : {}),
    },
  });
  const reference = currentRequestContext()?.requestId ?? "";
  return context.redirect(
    errorPagePath(error, { reference, providerId, returnPath: facts.returnPath }),
    facts.cleared ?? [],
  );
}

export function cookieOf(request: Request): string | undefined {
  return request.headers.get("cookie") ?? undefined;
}
