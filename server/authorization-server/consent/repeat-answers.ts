import type Provider from "oidc-provider";
import type { KoaContextWithOIDC } from "oidc-provider";
import { responseModesOf, wrapResponseModes } from "#server/authorization-server/library/oidc-provider-internals.ts";
import { hashRecordId, type OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { wasAnswered } from "#server/authorization-server/requests/answered-request.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { InteractionAnswers } from "./interaction-answers.ts";
import { requireAskingClient } from "./require-asking-client.ts";

export interface RepeatAnswersDeps {
  answers: Pick<InteractionAnswers, "keep" | "kept">;
  records: Pick<OidcRecordStore, "find">;
  vault: Pick<SessionVault, "authenticate">;
  /** Requests that found another one going on with the same answer. */
  overtaken: WeakSet<object>;
  log: Pick<Logger, "warn">;
}

const continuation = /^\/oauth2\/authorize\/([\w-]{20,})$/;

/**
 * Repeats the answer to the browser of the session that gave it, which dropped the first one because its person pressed twice. Not a code that the app has redeemed: a second redemption would end its tokens.
 */
export function repeatAnswers(provider: Provider, deps: RepeatAnswersDeps): void {
  const { answers, records, vault, overtaken, log } = deps;

  wrapResponseModes(provider, (mode, original) => async (ctx, redirectUri, parameters) => {
    const { Interaction: interaction, Session: session } = ctx.oidc?.entities ?? {};
    if (interaction && session && wasAnswered(ctx)) {
      const clientId = String(interaction.params["client_id"]);
      const kept = { mode, redirectUri, parameters, clientId, sessionId: session.uid };
      await answers.keep(interaction.uid, kept).catch((error: unknown) => log.warn("an answer is not kept", { error }));
    }
    return original(ctx, redirectUri, parameters);
  });
  const modes = responseModesOf(provider);

  async function repeat(ctx: KoaContextWithOIDC, uid: string): Promise<boolean> {
    const kept = await answers.kept(uid);
    if (!kept || (await vault.authenticate(ctx.req.headers.cookie))?.id !== kept.sessionId) return false;
    const { mode, redirectUri, parameters, clientId } = kept;
    const code = parameters["code"];
    if (code !== undefined) {
      const issued = await records.find("AuthorizationCode", hashRecordId(String(code)));
      if (!issued || issued.consumedAt) return false;
    }
    await requireAskingClient(provider, { client_id: clientId, redirect_uri: redirectUri });
    ctx["remove"]("location");
    await modes.get(mode)?.(ctx, redirectUri, parameters);
    return true;
  }

  provider.use(async (context, next) => {
    const ctx = context as unknown as KoaContextWithOIDC;
    const uid = ctx["method"] === "GET" ? continuation.exec(ctx["path"])?.[1] : undefined;
    // What can't be repeated goes the library's way, to its error page.
    const repeated = async () => uid !== undefined && (await repeat(ctx, uid).catch(() => false));
    if (await repeated()) return;
    await next();
    if (overtaken.has(context)) await repeated();
  });
}
