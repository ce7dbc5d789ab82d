import type { InteractionResults } from "oidc-provider";
import { sessionAcr } from "#server/authorization-server/library/session-acr.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Interaction } from "./consent-request.ts";

/** Adds a result to those of earlier steps of the same request (a sign-in before a consent); an error replaces them. */
export function setResult(interaction: Interaction, result: InteractionResults): void {
  interaction.result = "error" in result ? result : { ...interaction.lastSubmission, ...result };
}

/** Writes the result; returns the address at which the library goes on with it. */
export async function finishInteraction(interaction: Interaction, result: InteractionResults): Promise<string> {
  setResult(interaction, result);
  await interaction.persist();
  return interaction.returnTo;
}

/** The result of a login prompt: this session's person and sign-in. */
export function loginResult(session: LiveSession): InteractionResults {
  return {
    login: {
      accountId: session.userId,
      ts: session.authTimeSeconds,
      acr: sessionAcr(session),
      ...(session.amr.length > 0 ? { amr: [...session.amr] } : {}),
    },
  };
}

/**
 * The library resumes only in the session that the request began in. Signing in changes the session's id, so the request moves
 * along, and can from then on be finished in this session only.
 */
export function moveToSession(interaction: Interaction, session: LiveSession): void {
  interaction.session = { accountId: session.userId, uid: session.id, cookie: session.id };
}
