import { createHash } from "node:crypto";
import { Secret } from "#server/crypto/secret.ts";
import { settleApis } from "./apis/settle-apis.ts";
import { settleClients } from "./clients/settle-clients.ts";
import { settleMutualTls } from "./clients/settle-mutual-tls.ts";
import { type ConfigGaps, noGaps } from "./config-gaps.ts";
import type { ResolvedConfig } from "./config-schema.ts";
import { settleForwardAuth } from "./forward-auth/settle-forward-auth.ts";
import { settleProviders } from "./providers/settle-providers.ts";
import { openedResourceMistakes } from "./resources-and-scopes/opened-resource-mistakes.ts";
import { settleResources } from "./resources-and-scopes/settle-resources.ts";
import { settleScopes } from "./resources-and-scopes/settle-scopes.ts";
import type { LoadedSettings, Settings } from "./settings.ts";
import type { SettingsMistake } from "./settings-mistake.ts";
import { settleFrontendOrigins } from "./settle-frontend-origins.ts";

/** What is known beside the configuration: from the environment, the data directory and the demo. */
export interface ProcessSettings
  extends Pick<
    Settings,
    "mode" | "publicUrl" | "host" | "port" | "dataDirectory" | "database" | "redisUrl" | "demo" | "logLevel"
  > {
  /** Newest first. */
  secrets: readonly string[];
}

export type Settled =
  | { settings: LoadedSettings; mistakes: readonly [] }
  | { settings: undefined; mistakes: readonly SettingsMistake[] };

/**
 * Checks what the schema can't see, and fills in what follows from other settings. Pure: reads no file and no environment.
 *
 * Errors: none; every mistake is answered, in the order in which an operator reads them.
 */
export function settle(config: ResolvedConfig, process: ProcessSettings, gaps: ConfigGaps = noGaps): Settled {
  const mistakes: SettingsMistake[] = [];
  const { mode, publicUrl } = process;
  const providers = settleProviders(config.providers, mode, mistakes, gaps);
  const settings: LoadedSettings = {
    ...process,
    origin: publicUrl,
    secure: publicUrl.startsWith("https:"),
    secrets: process.secrets.map((secret) => new Secret(secret)),
    branding: config.branding,
    session: config.session,
    providers,
    apis: settleApis(config, providers, mistakes, gaps),
    resources: settleResources(config),
    clients: settleClients(config, mistakes, mode, gaps),
    scopes: settleScopes(config),
    frontendOrigins: settleFrontendOrigins(config, mistakes),
    forwardAuth: settleForwardAuth(config, publicUrl, mistakes, gaps),
    trustedProxies: config.trustedProxies,
    acrValues: config.acrValues,
    mutualTls: settleMutualTls(config, mistakes, gaps),
    rateLimits: config.rateLimits,
    ...settleRegistration(config),
    playground: config.playground ?? mode !== "production",
    auditRetentionDays: config.auditRetentionDays,
  };
  mistakes.push(...openedResourceMistakes(config, gaps));
  return mistakes.length > 0 ? { settings: undefined, mistakes } : { settings: Object.freeze(settings), mistakes: [] };
}

function settleRegistration({
  dynamicRegistration,
  clientIdMetadataDocuments,
}: ResolvedConfig): Pick<Settings, "initialAccessTokenHashes" | "openRegistration" | "clientIdMetadataDocuments"> {
  return {
    initialAccessTokenHashes: (dynamicRegistration?.initialAccessTokens ?? []).map((token) =>
      createHash("sha256").update(token).digest("base64url"),
    ),
    openRegistration: dynamicRegistration?.open ?? false,
    clientIdMetadataDocuments,
  };
}
