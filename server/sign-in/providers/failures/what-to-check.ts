import { environmentPrefixOf } from "#server/config/providers/provider-kinds.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import type { Suspect } from "./provider-failure.ts";

type CheckedSettings = Pick<ProviderSettings, "id" | "kind" | "clientSecret">;

/** What the operator can look at, in the words of the settings. */
export function whatToCheck(suspect: Suspect, provider: CheckedSettings, origin: string): string {
  return advice[suspect](provider, origin);
}

const advice: Record<Suspect, (provider: CheckedSettings, origin: string) => string> = {
  client: (provider) =>
    provider.clientSecret
      ? `check ${setting(provider, "clientSecret")} and ${setting(provider, "clientId")}: the provider doesn't accept them together`
      : `check ${setting(provider, "clientSecret")}: there is none, as when the environment variable that it is read from isn't set`,
  redirect_uri: ({ id }, origin) =>
    `register ${origin}/api/auth/callback/${id} at the provider as this client's callback (redirect URI), exactly so`,
  scopes: (provider) => `check ${setting(provider, "scopes")}, and what the provider lets this client ask for`,
  issuer: (provider) =>
    `check ${setting(provider, "issuer")}: <issuer>/.well-known/openid-configuration must answer, and name exactly this issuer`,
  keys: () =>
    "check the provider's jwks_uri: it must list the keys that the provider signs ID tokens with, for an algorithm that its discovery names",
  clocks: () => "check the time of both",
  host_name: (provider) =>
    `check the host in ${setting(provider, "issuer")}, and whether this machine can look it up (DNS)`,
  connection: () => "check that the provider runs and that this machine reaches it (firewall, proxy)",
  private_network: (provider) =>
    `set ${setting(provider, "allowPrivateNetwork")} to true if the provider is inside your own network`,
  certificate_authority: () =>
    "if the provider's certificate is from a private certificate authority, name that authority's in NODE_EXTRA_CA_CERTS and restart",
  certificate_dates: () => "check the dates of the provider's certificate, and the time of this machine",
  certificate_name: (provider) =>
    `check the host in ${setting(provider, "issuer")}: the provider's certificate is for another`,
  refusal: () =>
    "the person may have cancelled; if they didn't, check at the provider whether this account may use this client (assignment, consent, access policy)",
  provider: () => "look into the provider's own log: it may say more",
};

/** Auth.js's variables, which set up the providers that Portico knows by name without a file. */
const variables: Readonly<Record<string, string>> = { clientId: "ID", clientSecret: "SECRET", issuer: "ISSUER" };

function setting(provider: CheckedSettings, name: string): string {
  const prefix = environmentPrefixOf(provider);
  const variable = variables[name];
  return `providers.${provider.id}.${name}${prefix && variable ? ` (${prefix}_${variable})` : ""}`;
}
