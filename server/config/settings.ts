import type { ClaimRule } from "#server/claims/claim-rule.ts";
import type { StandardScopeMessage } from "#server/claims/standard-scopes.ts";
import type { AccessSettings, ProviderAllow, TargetAllow } from "#server/config/access/access-settings.ts";
import type { ApiConfig } from "#server/config/apis/api-schema.ts";
import type { ClientConfig } from "#server/config/clients/client-schema.ts";
import type { ProviderBrand } from "#server/config/providers/provider-kinds.ts";
import type { ProviderConfig } from "#server/config/providers/provider-schema.ts";
import type { ResourceConfig } from "#server/config/resources-and-scopes/resource-schema.ts";
import type { ScopeConfig } from "#server/config/resources-and-scopes/scope-schema.ts";
import type { Secret } from "#server/crypto/secret.ts";
import type { ResolvedConfig } from "./config-schema.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

/** demo: nothing configured, loopback only. development: loopback with own providers. production: everything else. */
export type Mode = "demo" | "development" | "production";

export type DatabaseSettings =
  | { kind: "embedded"; directory: string }
  | {
      kind: "postgres";
      url: string;
      poolSize: number;
      /** Where to LISTEN when `url` goes through a pooler; `url` by default. */
      listenUrl?: string | undefined;
    };

/** A provider as validated; the secret can't print. */
export interface ProviderSettings extends Omit<ProviderConfig, "clientSecret" | "kind" | "name" | "type" | "allow"> {
  name: string;
  /** What is special about it: see sign-in/providers/dialects. Several providers can be of one kind. */
  kind: string;
  clientSecret: Secret | undefined;
  brand: ProviderBrand;
  /** Who may sign in with it; `undefined`: everyone who has an account there, as far as `access` lets them. */
  allow?: ProviderAllow | undefined;
}

/** One `/bff/api/{name}` target. */
export interface ApiSettings extends Omit<ApiConfig, "audience" | "clientCredentials" | "allow"> {
  name: string;
  audience: string;
  /** Whose calls are passed on. */
  allow?: TargetAllow | undefined;
  clientCredentials: { issuer: string; clientId: string; clientSecret: Secret } | undefined;
}

/** A connected app or service. Secrets are kept as SHA-256 only. */
export interface ClientSettings extends Omit<ClientConfig, "clientSecret" | "clientSecretHash" | "allow"> {
  /** Who may use it. */
  allow?: TargetAllow | undefined;
  /** base64url SHA-256 of each accepted secret; empty for public clients and private_key_jwt. */
  secretHashes: readonly string[];
}

export interface ForwardAuthSettings extends Omit<ResolvedConfig["forwardAuth"], "allow"> {
  /** Who may use the apps at a host, by host name; see settle-forward-auth.ts. */
  allow?: ReadonlyMap<string, TargetAllow>;
}

export interface ResourceSettings extends Omit<ResourceConfig, "accessTokenSeconds" | "openScopes"> {
  accessTokenSeconds: number;
  /** Scopes that apps outside the settings may ask for, where `openTo` lets them. */
  openScopes: readonly string[];
}

export interface ScopeSettings {
  name: string;
  /** Its name when the operator has written none. */
  title: string;
  /** Empty when the operator has written none. */
  description: string;
  sensitivity: "low" | "medium" | "high";
  /** Where the portal's messages have the words: of standard scopes that the operator doesn't describe. */
  message?: StandardScopeMessage;
  /** The operator's, by language. */
  translations?: Readonly<Record<string, { title: string; description: string }>>;
  /** Set where the operator describes it nowhere: a standard scope, or one that a resource names. */
  implied?: true;
}

/** What apps, frontends and apps behind forward auth are told of people beside the standard claims. */
export interface ClaimSettings {
  /** For every app, unless its client says otherwise; also those of the scopes groups and roles. */
  rules: readonly ClaimRule[];
  /** The operator's scopes that release claims; those of APIs are not among them. */
  scopes: readonly string[];
}

/** A role of this portal, built in or the operator's. */
export interface RoleSettings {
  name: string;
  builtIn: boolean;
  /** Empty when the operator has written none. */
  description: string;
  /** Of the operator's roles; those of built-in ones are in server/admin/permissions.ts. */
  permissions: readonly string[];
  /** Groups whose members have it, each with its provider: corp:editors. */
  groups: readonly string[];
}

/** Ports and credentials of the demo world; only in demo mode. */
export interface DemoSettings {
  ports: { providers: number; api: number; calendarBuddy: number; notebook: number };
  portalClients: Record<"google" | "microsoft" | "github", { clientId: string; clientSecret: string }>;
  calendarBuddy: { clientId: string; clientSecret: string };
  resourceServer: { clientId: string; clientSecret: string };
  /** A device keeps no secret. */
  tvGuide: { clientId: string };
  nightReport: { clientId: string; clientSecret: string };
}

/** What the settings name of each kind. Rooms ask the catalog instead, because an entry may come from elsewhere and change. */
export interface CatalogSettings {
  providers: readonly ProviderSettings[];
  resources: readonly ResourceSettings[];
  clients: readonly ClientSettings[];
  scopes: ReadonlyMap<string, ScopeSettings>;
}

/** Entries from elsewhere than the configuration file, in the file's words. */
export interface FurtherEntries {
  clients: readonly ClientConfig[];
  providers: readonly ProviderConfig[];
  resources: readonly ResourceConfig[];
  /** By name. */
  scopes: Readonly<Record<string, ScopeConfig>>;
}

export interface WrittenEntries {
  clients: readonly Omit<ClientConfig, "clientSecret" | "clientSecretHash">[];
  providers: readonly Omit<ProviderConfig, "clientSecret">[];
  resources: readonly ResourceConfig[];
  scopes: Readonly<Record<string, ScopeConfig>>;
}

/** What a start reads, validated, in one frozen object. */
export type LoadedSettings = Settings &
  CatalogSettings & {
    /**
     * The same settings with further entries behind the file's, or what is wrong with the whole. A mistake names an entry by its
     * place in the whole list. Scopes that the file describes keep the file's words.
     */
    settleWith(further: FurtherEntries): Settled;
    /** The file's own entries as it says them, with what was left out filled in, without secrets. */
    written: WrittenEntries;
  };

export type Settled =
  | { settings: LoadedSettings; mistakes: readonly [] }
  | { settings: undefined; mistakes: readonly SettingsMistake[] };

/** What stays as it is while the process runs. Only server/config reads the environment. */
export interface Settings {
  mode: Mode;
  /** The public URL without a trailing slash: also the issuer. */
  publicUrl: string;
  origin: string;
  secure: boolean;
  host: string;
  port: number;
  dataDirectory: string;
  /** Newest first. */
  secrets: readonly Secret[];
  database: DatabaseSettings;
  redisUrl: string | undefined;
  branding: ResolvedConfig["branding"];
  session: ResolvedConfig["session"];
  apis: readonly ApiSettings[];
  frontendOrigins: readonly string[];
  claims: ClaimSettings;
  /** Built-in ones first. */
  roles: readonly RoleSettings[];
  /** Addresses in lower case, or provider:subject. */
  admins: readonly string[];

  forwardAuth: ForwardAuthSettings;
  /** Who may sign in. */
  access: AccessSettings;
  trustedProxies: readonly string[];
  acrValues: readonly string[];
  mutualTls: ResolvedConfig["mutualTls"];
  rateLimits: ResolvedConfig["rateLimits"];
  initialAccessTokenHashes: readonly string[];
  /** Whether apps may register themselves without a token. */
  openRegistration: boolean;
  clientIdMetadataDocuments: ResolvedConfig["clientIdMetadataDocuments"];
  playground: boolean;
  auditRetentionDays: number;
  refusalRetentionDays: number;
  demo: DemoSettings | undefined;
  logLevel: "debug" | "info" | "warn" | "error";
  /** Where the settings were read from; `undefined` for those that were made by code (tests). */
  sources?: SettingSources | undefined;
}

export interface SettingSources {
  /** The configuration file's absolute path, if there is one. */
  file: string | undefined;
  /** Names of the environment variables that are set, of those that Portico reads. */
  variables: readonly string[];
}
