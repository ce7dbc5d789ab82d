import { decodeJwt } from "jose";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Interaction } from "./consent-request.ts";
import type { ConsentStep } from "./consent-service.ts";
import { finishInteraction, loginResult, moveToSession } from "./interaction-result.ts";
import { decideLogin } from "./login-policy.ts";

/** Answers a login or select_account prompt with the session, or sends the browser to sign in. */
export async function openLogin(
  interaction: Interaction,
  session: LiveSession | null,
  clientName: () => Promise<string>,
): Promise<ConsentStep> {
  const { prompt, params } = interaction;
  const step = decideLogin({
    reasons: prompt.reasons,
    startedAtSeconds: interaction.iat,
    originSessionId: interaction.session?.uid,
    demandedSubject: demandedSubject(prompt.details),
    demandedAcrs: demandedAcrs(prompt.details),
    session,
  });
  if (session) moveToSession(interaction, session);
  if (step.kind === "refuse") {
    const { error, description } = step;
    const redirectTo = await finishInteraction(interaction, { error, error_description: description });
    return { kind: "continue", redirectTo };
  }
  if (step.kind === "sign_in" || !session) {
    return {
      kind: "sign_in",
      prompt: step.kind === "sign_in" && step.fresh ? promptFor(interaction) : undefined,
      loginHint: typeof params["login_hint"] === "string" ? params["login_hint"] : undefined,
      clientName: await clientName(),
    };
  }
  const selected = prompt.name === "select_account" ? { select_account: {} } : {};
  return {
    kind: "continue",
    redirectTo: await finishInteraction(interaction, { ...loginResult(session), ...selected }),
  };
}

/** The prompt for the provider: choosing an account needs no new password unless the app asks for that as well. */
function promptFor({ prompt, params }: Interaction): "login" | "select_account" {
  const asked = String(params["prompt"] ?? "").split(" ");
  return prompt.name === "select_account" && !asked.includes("login") ? "select_account" : "login";
}

/** The subject that the app insists on: by the hint (already verified by the library) or by the claims parameter. */
function demandedSubject(details: Readonly<Record<string, unknown>>): string | undefined {
  const claim = details["sub"] as { value?: unknown } | undefined;
  if (typeof claim?.value === "string") return claim.value;
  const hint = details["id_token_hint"];
  return typeof hint === "string" ? decodeJwt(hint).sub : undefined;
}

/** What an essential `acr` may be (OIDC Core §5.5.1.1): one value or several. */
function demandedAcrs(details: Readonly<Record<string, unknown>>): string[] {
  const { value, values } = (details["acr"] ?? {}) as { value?: unknown; values?: unknown };
  return [value, values].flat().filter((acr) => typeof acr === "string");
}
