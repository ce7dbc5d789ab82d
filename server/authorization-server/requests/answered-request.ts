import type { KoaContextWithOIDC } from "oidc-provider";

/** Whether a person answered this request on the consent page, for this app. */
export function wasAnswered(ctx: KoaContextWithOIDC): boolean {
  const { Interaction: interaction } = ctx.oidc.entities;
  return goesOnAnswered(ctx) && interaction?.params["client_id"] === ctx.oidc.client?.clientId;
}

/** Whether the request continues with a person's answer on the consent page. A sign-in alone is no answer to an app. */
export function goesOnAnswered({ oidc }: KoaContextWithOIDC): boolean {
  const result = oidc.route === "resume" ? oidc.entities.Interaction?.result : undefined;
  return result?.consent !== undefined || result?.["error"] === "access_denied";
}
