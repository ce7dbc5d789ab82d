import { interactionPolicy, type KoaContextWithOIDC } from "oidc-provider";
import { decideTarget } from "#server/access/policy/decide-target.ts";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";

export interface AccessPromptDeps {
  clients: Pick<ClientLookup, "find">;
  vault: Pick<SessionVault, "authenticate">;
}

/** The prompt of a person who may not use the app. */
export const accessPromptName = "access";

/**
 * Stops a request of an app whose `allow` refuses the signed-in person, before anything is granted: its page says so and offers
 * another account, and a request that may show no page gets access_denied (RFC 6749 §4.1.2.1).
 *
 * Cost: nothing for apps without `allow`; for the others the session, which is in memory.
 */
export function accessPrompt({ clients, vault }: AccessPromptDeps): interactionPolicy.Prompt {
  const { Check, Prompt } = interactionPolicy;
  const description = "the person may not use this application";
  const check = new Check("not_allowed", description, "access_denied", async (ctx: KoaContextWithOIDC) => {
    const clientId = ctx.oidc.client?.clientId;
    const allow = clientId === undefined ? undefined : clients.find(clientId)?.allow;
    if (allow === undefined) return Check.NO_NEED_TO_PROMPT;
    const session = await vault.authenticate(ctx.req.headers.cookie);
    const isAllowed = session !== null && decideTarget(allow, session, `clients[${clientId}].allow`) === undefined;
    return isAllowed ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
  });
  return new Prompt({ name: accessPromptName }, check);
}
