import { createHash } from "node:crypto";
import { Secret } from "#server/crypto/secret.ts";
import { apiMistakes } from "./api-mistakes.ts";
import type { ResolvedConfig } from "./config-schema.ts";
import { frontchannelLogoutProblem } from "./frontchannel-logout-problem.ts";
import { mutualTlsMistakes } from "./mutual-tls-mistakes.ts";
import { noDoubts } from "./read-config.ts";
import { clientRedirectProblem } from "./redirect-uri-problem.ts";
import type {
  ApiSettings,
  ClientSettings,
  ProviderSettings,
  ResourceSettings,
  ScopeSettings,
  Settings,
} from "./settings.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

export function settleClients(
  config: ResolvedConfig,
  mistakes: SettingsMistake[],
  mode: Settings["mode"],
  { broken, indexOf } = noDoubts,
): ClientSettings[] {
  const resources = new Set(config.resources.map(({ identifier }) => identifier));
  const seen = new Set<string>();
  return config.clients.map((client, index) => {
    const setting = `clients[${indexOf(client) ?? index}] (${client.clientId})`;
    const mistake = (field: string, problem: string, fix: string) =>
      mistakes.push({ setting: field ? `${setting}.${field}` : setting, problem, fix });
    if (seen.has(client.clientId)) mistake("clientId", "It stands twice.", "Give each client its own id.");
    seen.add(client.clientId);
    for (const uri of [...client.redirectUris, ...client.postLogoutRedirectUris]) {
      const kind = { native: client.applicationType === "native", loopbackForWeb: mode !== "production" };
      const problem = clientRedirectProblem(uri, kind);
      if (problem) {
        mistake(
          "redirectUris",
          `“${uri}” ${problem}.`,
          "Register the exact absolute https address, without fragment; for an app on the person's device set applicationType: “native”.",
        );
      }
    }
    const frame = client.frontchannelLogoutUri;
    const frameProblem = frame === undefined ? undefined : frontchannelLogoutProblem(frame, client.redirectUris);
    if (frameProblem) {
      mistake(
        "frontchannelLogoutUri",
        `“${frame}” ${frameProblem}.`,
        "Name an address of the app beside its redirect addresses, without fragment.",
      );
    }
    if (client.grantTypes.includes("authorization_code") && client.redirectUris.length === 0) {
      mistake(
        "redirectUris",
        "The authorization code grant needs at least one.",
        "Add it, or leave authorization_code out of grantTypes.",
      );
    }
    for (const resource of [...client.resources, ...client.introspects]) {
      if (!resources.has(resource) && !broken.has("resources")) {
        mistake("resources", `“${resource}” is not declared.`, "Declare it under resources, spelled the same.");
      }
    }
    for (const { field, problem, fix } of mutualTlsMistakes(client, config, broken)) mistake(field, problem, fix);
    const { clientSecret, clientSecretHash, ...rest } = client;
    const secretHashes = [
      ...(clientSecret ? [createHash("sha256").update(clientSecret).digest("base64url")] : []),
      ...[clientSecretHash ?? []].flat().map((hash) => hash.slice("sha256:".length)),
    ];
    if (
      client.grantTypes.includes("client_credentials") &&
      secretHashes.length === 0 &&
      !client.jwksUri &&
      !client.tlsClientAuthSubjectDn
    ) {
      mistake(
        "clientSecret",
        "Client credentials need a secret or a key.",
        "Set clientSecret, clientSecretHash or jwksUri.",
      );
    }
    if (!client.requirePkce && secretHashes.length === 0) {
      mistake("requirePkce", "A public client can't do without PKCE.", "Remove requirePkce: false.");
    }
    return { ...rest, secretHashes };
  });
}

export function settleApis(
  config: ResolvedConfig,
  providers: readonly ProviderSettings[],
  mistakes: SettingsMistake[],
  { broken } = noDoubts,
): ApiSettings[] {
  return Object.entries(config.apis).map(([name, api]) => {
    const { clientCredentials, ...rest } = api;
    for (const { field, problem, fix } of apiMistakes(api, config, providers, broken)) {
      mistakes.push({ setting: `apis.${name}.${field}`, problem, fix });
    }
    return {
      ...rest,
      name,
      audience: api.audience ?? api.target,
      clientCredentials: clientCredentials && {
        ...clientCredentials,
        clientSecret: new Secret(clientCredentials.clientSecret),
      },
    };
  });
}

/** Opaque tokens end at once and live longer; JWTs end only where the API checks status lists, so they are minutes-short. */
export function settleResources(config: ResolvedConfig): ResourceSettings[] {
  return config.resources.map((resource) => ({
    ...resource,
    accessTokenSeconds: resource.accessTokenSeconds ?? (resource.accessTokenFormat === "jwt" ? 300 : 600),
    openScopes: resource.openScopes ?? resource.scopes,
  }));
}

const standardScopes: readonly ScopeSettings[] = [
  {
    name: "openid",
    title: "Know it is you",
    description: "An identifier that stays the same each time.",
    sensitivity: "low",
  },
  {
    name: "profile",
    title: "See your profile",
    description: "Your name, user name, picture and language.",
    sensitivity: "low",
  },
  {
    name: "email",
    title: "See your e-mail address",
    description: "Your address, and whether it is verified.",
    sensitivity: "medium",
  },
  {
    name: "offline_access",
    title: "Keep access while you are away",
    description: "It goes on working without you.",
    sensitivity: "medium",
  },
];

export function settleScopes(config: ResolvedConfig): ReadonlyMap<string, ScopeSettings> {
  const declared = Object.entries(config.scopes).map(([name, scope]) => ({ name, ...scope }));
  const bare = config.resources
    .flatMap(({ scopes }) => scopes)
    .map((name): ScopeSettings => ({ name, title: name, description: "", sensitivity: "medium" }));
  return new Map([...bare, ...standardScopes, ...declared].map((scope) => [scope.name, scope]));
}
