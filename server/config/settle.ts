import { createHash } from "node:crypto";
import type { AccessConfig } from "#server/config/access/access-schema.ts";
import { openProviderMistakes } from "#server/config/access/open-provider-mistakes.ts";
import { settleAccess } from "#server/config/access/settle-access.ts";
import { adminResource, adminResourceMistakes } from "#server/config/administration/admin-resource.ts";
import { settleApis } from "#server/config/apis/settle-apis.ts";
import { settleClaims } from "#server/config/claims/settle-claims.ts";
import { settleClients } from "#server/config/clients/settle-clients.ts";
import { settleMutualTls } from "#server/config/clients/settle-mutual-tls.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import { settleForwardAuth } from "#server/config/forward-auth/settle-forward-auth.ts";
import { settleProviders } from "#server/config/providers/settle-providers.ts";
import { openedResourceMistakes } from "#server/config/resources-and-scopes/opened-resource-mistakes.ts";
import { settleResources } from "#server/config/resources-and-scopes/settle-resources.ts";
import { settleScopes } from "#server/config/resources-and-scopes/settle-scopes.ts";
import { settleAdmins, settleRoles } from "#server/config/roles/settle-roles.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { ResolvedConfig } from "./config-schema.ts";
import type { FurtherEntries, LoadedSettings, Settings, Settled, WrittenEntries } from "./settings.ts";
import type { SettingsMistake } from "./settings-mistake.ts";
import { settleFrontendOrigins } from "./settle-frontend-origins.ts";

/** What is known beside the configuration: from the environment, the data directory and the demo. */
export interface ProcessSettings
  extends Pick<
    Settings,
    "mode" | "publicUrl" | "host" | "port" | "dataDirectory" | "database" | "redisUrl" | "demo" | "logLevel" | "sources"
  > {
  /** Newest first. */
  secrets: readonly string[];
  /** What the environment says of who may sign in. */
  access?: AccessConfig;
}

/**
 * Checks what the schema can't see, and fills in what follows from other settings. Pure: reads no file and no environment.
 *
 * Errors: none; every mistake is answered, in the order in which an operator reads them.
 */
export function settle(given: ResolvedConfig, process: ProcessSettings, gaps: ConfigGaps = noGaps): Settled {
  const mistakes: SettingsMistake[] = [];
  const { access: accessOfEnvironment, ...rest } = process;
  const { mode, publicUrl } = process;
  const config = { ...given, resources: [...given.resources, adminResource(publicUrl)] };
  const providers = settleProviders(config.providers, mode, mistakes, gaps);
  const access = settleAccess(
    { file: config.access, environment: accessOfEnvironment },
    { providers: config.providers, providersAreBroken: gaps.broken.has("providers") },
    mistakes,
  );
  if (!gaps.broken.has("access")) {
    const ofProviders = { given: config.providers, settled: providers };
    mistakes.push(...openProviderMistakes(ofProviders, access, mode, gaps));
  }
  const settings: LoadedSettings = {
    ...rest,
    access,
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
    claims: settleClaims(config, mistakes, gaps),
    roles: settleRoles(config, mistakes, gaps),
    admins: settleAdmins(config, mistakes),
    frontendOrigins: settleFrontendOrigins(config, mistakes),
    forwardAuth: settleForwardAuth(config, publicUrl, mistakes, gaps),
    trustedProxies: config.trustedProxies,
    acrValues: config.acrValues,
    mutualTls: settleMutualTls(config, mistakes, gaps),
    rateLimits: config.rateLimits,
    ...settleRegistration(config),
    playground: config.playground ?? mode !== "production",
    auditRetentionDays: config.auditRetentionDays,
    refusalRetentionDays: config.refusalRetentionDays,
    written: withoutSecrets(given),
    settleWith: (further) => settle(withFurther(given, further), process),
  };
  mistakes.push(...openedResourceMistakes(config, gaps), ...adminResourceMistakes(given, publicUrl, gaps));
  return mistakes.length > 0 ? { settings: undefined, mistakes } : { settings: Object.freeze(settings), mistakes: [] };
}

function withoutSecrets({ clients, providers, resources, scopes }: ResolvedConfig): WrittenEntries {
  return {
    clients: clients.map(({ clientSecret: _, clientSecretHash: __, ...client }) => client),
    providers: providers.map(({ clientSecret: _, ...provider }) => provider),
    resources,
    scopes,
  };
}

function withFurther(config: ResolvedConfig, further: FurtherEntries): ResolvedConfig {
  return {
    ...config,
    clients: [...config.clients, ...further.clients],
    providers: [...config.providers, ...further.providers],
    resources: [...config.resources, ...further.resources],
    scopes: { ...further.scopes, ...config.scopes },
  };
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
