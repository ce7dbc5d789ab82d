import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { cookieValues } from "#server/http/cookies/cookies.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { requireAskingClient } from "./require-asking-client.ts";

/**
 * Checks once more what an authorization request rests on, when it goes on after a page: minutes may have passed.
 *
 * Errors: SessionNotFound when another person is signed in than the one who answered, or without this request's cookie;
 *         InvalidClient and InvalidRedirectUri when the app is gone or its redirect address no longer is one. The library
 *         compares the address at the first request only, and sends errors to it as well.
 * Spec:   RFC 6749 §3.1.2.4; RFC 9700 §4.1.3.
 */
export async function requireResumable(
  provider: Provider,
  ctx: KoaContextWithOIDC,
  live: LiveSession | null,
): Promise<void> {
  if (ctx.oidc.route !== "resume") return;
  const { uid } = ctx["params"] as { uid: string };
  if (!cookieValues(ctx.req.headers.cookie, provider.cookieName("resume")).includes(uid)) {
    throw new errors.SessionNotFound("authorization request has expired");
  }
  const interaction = await provider.Interaction.find(uid);
  if (!interaction) return;
  const accountId = interaction.result?.login?.accountId;
  if (accountId !== undefined && accountId !== live?.userId) {
    throw new errors.SessionNotFound("the session changed since this request was answered");
  }
  // Known from here on: a client document may be fetched for a request that began here (client-documents.ts).
  ctx.oidc.entity("Interaction", interaction);
  await requireAskingClient(provider, interaction.params);
}
