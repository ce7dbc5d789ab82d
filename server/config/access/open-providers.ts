import { kindFacts } from "#server/config/providers/provider-kinds.ts";

/**
 * Built-ins of Auth.js that are a server or a tenant of the operator's own. At every other built-in anyone can have an account, also
 * at those that Auth.js adds later.
 */
const ownServers: ReadonlySet<string> = new Set([
  "asgardeo",
  "auth0",
  "authentik",
  "azure-ad-b2c",
  "azure-devops",
  "beyondidentity",
  "boxyhq-saml",
  "cognito",
  "descope",
  "duende-identity-server6",
  "freshbooks",
  "frontegg",
  "fusionauth",
  "identity-server4",
  "keycloak",
  "kinde",
  "logto",
  "mattermost",
  "netsuite",
  "nextcloud",
  "okta",
  "onelogin",
  "ory-hydra",
  "osso",
  "passage",
  "ping-id",
  "united-effects",
  "workos",
  "zitadel",
]);

/** Hosts of issuers at which anyone can have an account, for providers that are set up by their issuer. */
const publicHosts: ReadonlyMap<string, string> = new Map([
  ["accounts.google.com", "Google"],
  ["appleid.apple.com", "Apple"],
  ["gitlab.com", "GitLab.com"],
  ["www.linkedin.com", "LinkedIn"],
  ["www.facebook.com", "Facebook"],
  ["limited.facebook.com", "Facebook"],
  ["slack.com", "Slack"],
  ["access.line.me", "LINE"],
  ["id.twitch.tv", "Twitch"],
  ["kauth.kakao.com", "Kakao"],
  ["api.login.yahoo.com", "Yahoo"],
  ["login.salesforce.com", "Salesforce"],
  ["accounts.spotify.com", "Spotify"],
  ["bitbucket.org", "Bitbucket"],
  ["discord.com", "Discord"],
  ["huggingface.co", "Hugging Face"],
  ["account.mail.ru", "Mail.ru"],
  ["www.paypal.com", "PayPal"],
]);

/** Entra's endpoints for several tenants, and the tenant of all personal accounts. */
const sharedEntraIssuer =
  /^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers|9188040d-6c67-4c5b-b112-36a304b66dad)(\/|$)/i;

type AskedProvider = { id: string; kind: string; issuer?: string | undefined; baseUrl?: string | undefined };

/** What a provider is called at which anyone can have an account; `undefined` for a server or tenant of the operator's own. */
export function openProviderName({ id, kind, issuer, baseUrl }: AskedProvider): string | undefined {
  const facts = kindFacts(kind);
  const isOpen = facts?.isOpen ?? (kind === "oidc" ? () => false : () => !ownServers.has(kind));
  if (isOpen({ issuer, baseUrl })) return facts?.name ?? id;
  if (issuer === undefined || !URL.canParse(issuer)) return undefined;
  if (sharedEntraIssuer.test(issuer)) return "Microsoft's shared endpoint";
  return publicHosts.get(new URL(issuer).host);
}
