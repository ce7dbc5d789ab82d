import type Provider from "oidc-provider";
import { type Client, errors } from "oidc-provider";

/**
 * The client of a stored request, as it is registered now: a registration may be changed (RFC 7592), a client document
 * published anew, or a client taken out of the settings after the request was accepted.
 *
 * Errors: InvalidClient when there is none any more; InvalidRedirectUri when the request's address isn't its any more.
 */
export async function requireAskingClient(
  provider: Pick<Provider, "Client">,
  { client_id: clientId, redirect_uri: redirectUri }: Readonly<Record<string, unknown>>,
): Promise<Client> {
  const client = await provider.Client.find(String(clientId));
  if (!client) throw new errors.InvalidClient("client is invalid", "client not found");
  if (!client.redirectUriAllowed(String(redirectUri))) throw new errors.InvalidRedirectUri();
  return client;
}
