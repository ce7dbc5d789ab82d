import type Provider from "oidc-provider";
import { type Client, errors } from "oidc-provider";
import type { ClientDocuments } from "#server/authorization-server/clients/documents/client-documents.ts";
import { clientSessionId } from "#server/authorization-server/library/client-session-id.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

export interface LogoutRequest {
  clientId: string | undefined;
  clientName: string | undefined;
  /** Where to go afterwards: registered by the client, with its `state`. */
  continueTo: string | undefined;
  /** The same before it was put together, to be checked once more when the person answers. */
  postLogoutRedirectUri: string | undefined;
  state: string | undefined;
  /** The language that the app asks for (`ui_locales`). */
  uiLocales: string | undefined;
  /** The hint's subject and session, when a valid one was sent. */
  hint: { subject: string; sid: string | undefined; clientId: string } | undefined;
}

const parameters = ["id_token_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"] as const;

export interface LogoutRequestDeps {
  provider: Provider;
  selfDescribed: Pick<ClientDocuments, "wasAllowed">;
}

/**
 * Checks a logout request of an app. An app without consent has no session to end, so its document isn't fetched.
 *
 * Errors: InvalidRequest (bad hint, mismatched client, unregistered address, doubled parameter), InvalidClient. None of
 *         them leads to the app: the address that it names is what isn't trusted.
 * Spec:   OpenID Connect RP-Initiated Logout 1.0 §2, §3.
 */
export async function readLogoutRequest(deps: LogoutRequestDeps, form: URLSearchParams): Promise<LogoutRequest> {
  const [hintToken, clientId, redirectUri, state, uiLocales] = parameters.map((name) => {
    const values = form.getAll(name);
    if (values.length > 1) throw new errors.InvalidRequest(`'${name}' parameter must not be provided twice`);
    return values[0] || undefined;
  });
  const hint = hintToken === undefined ? undefined : await verifyHint(deps, hintToken);
  if (hint && clientId !== undefined && clientId !== hint.clientId) {
    throw new errors.InvalidRequest("client_id does not match the id_token_hint");
  }
  const named = hint?.clientId ?? clientId;
  const client = named === undefined ? undefined : await findAllowed(deps, named);
  if (named !== undefined && !client) throw new errors.InvalidClient("client not found");
  const facts = { clientId: named, clientName: client?.clientName, state, uiLocales, hint };
  if (redirectUri === undefined) return { ...facts, continueTo: undefined, postLogoutRedirectUri: undefined };
  if (!client?.postLogoutRedirectUriAllowed(redirectUri)) {
    throw new errors.InvalidRequest("post_logout_redirect_uri is not registered");
  }
  const continueTo = new URL(redirectUri);
  if (state !== undefined) continueTo.searchParams.set("state", state);
  return { ...facts, continueTo: continueTo.href, postLogoutRedirectUri: redirectUri };
}

/** The page that asks the person. The hint is left out: it is an ID token, and the app is known from it by now. */
export function questionPath(request: LogoutRequest): string {
  const query = new URLSearchParams();
  const parts = {
    client_id: request.clientId,
    post_logout_redirect_uri: request.postLogoutRedirectUri,
    state: request.state,
    ui_locales: request.uiLocales,
  };
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? "/sign-out/app" : `/sign-out/app?${query}`;
}

async function findAllowed(
  { provider, selfDescribed }: LogoutRequestDeps,
  clientId: string,
): Promise<Client | undefined> {
  return (await selfDescribed.wasAllowed(clientId)) ? provider.Client.find(clientId) : undefined;
}

/** An expired ID token is still a hint (§4); one of another issuer, audience or key isn't. */
async function verifyHint(deps: LogoutRequestDeps, token: string): Promise<NonNullable<LogoutRequest["hint"]>> {
  try {
    const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { aud?: unknown };
    const client = typeof payload.aud === "string" ? await findAllowed(deps, payload.aud) : undefined;
    if (!client) throw new Error("unknown audience");
    const verified = (await deps.provider.IdToken.validate(token, client)) as {
      payload: { sub?: unknown; sid?: unknown };
    };
    const { sub, sid } = verified.payload;
    if (typeof sub !== "string") throw new Error("no subject");
    return { subject: sub, sid: typeof sid === "string" ? sid : undefined, clientId: client.clientId };
  } catch (cause) {
    throw new errors.InvalidRequest("could not validate id_token_hint", undefined, { cause });
  }
}

/** A valid hint for this very session shows that the app means it: no need to ask the person. */
export function hintMatches(request: LogoutRequest, session: LiveSession): boolean {
  const { hint } = request;
  if (hint?.subject !== session.userId) return false;
  return hint.sid === undefined || hint.sid === clientSessionId(session.id, hint.clientId);
}
