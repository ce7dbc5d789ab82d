import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { protocolRefusal, type RegisteredFacts } from "./protocol-refusal.ts";

/** What the library announces when it refuses a request, by endpoint. */
const refusalEvents = [
  ...["authorization.error", "grant.error", "userinfo.error", "introspection.error", "revocation.error"],
  ...["pushed_authorization_request.error", "device_authorization.error", "end_session.error"],
  ...["registration_create.error", "registration_read.error", "registration_update.error", "registration_delete.error"],
] as const;

/** Remembers what the library refuses under the request's id, which every answer has as X-Request-Id. */
export function noteProtocolRefusals(
  provider: Provider,
  registeredFacts: (clientId: string) => RegisteredFacts | undefined,
): void {
  const note = (ctx: KoaContextWithOIDC, error: Error): void => {
    // A device asks every few seconds until its person has decided: nothing was refused.
    if (error instanceof errors.AuthorizationPending || error instanceof errors.SlowDown) return;
    const refusal = refusalIn(ctx, error, registeredFacts);
    if (refusal) noteRefusal(refusal);
  };
  for (const event of refusalEvents) provider.on(event as "grant.error", note);
}

/** A refusal of the library with what its context knows of the request. */
export function refusalIn(
  ctx: KoaContextWithOIDC,
  error: Error,
  registeredFacts: (clientId: string) => RegisteredFacts | undefined,
) {
  const { oidc } = ctx;
  const parameters = { ...(ctx["query"] as object), ...oidc?.body, ...oidc?.params };
  const clientId = oidc?.client?.clientId;
  return protocolRefusal(error, {
    parameters,
    clientId,
    userId: oidc?.account?.accountId,
    registered: clientId === undefined ? undefined : registeredFacts(clientId),
  });
}
