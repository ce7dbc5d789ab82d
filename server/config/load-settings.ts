import { resolve } from "node:path";
import { accessFromEnvironment } from "#server/config/access/access-from-environment.ts";
import { importConfig } from "#server/config/file/import-config.ts";
import { type ReadConfig, readConfig } from "#server/config/file/read-config.ts";
import { providersFromEnvironment } from "#server/config/providers/providers-from-environment.ts";
import type { ResolvedConfig } from "./config-schema.ts";
import { dataDirectoryMistake, prepareDataDirectory } from "./data-directory.ts";
import { demoAdmins, demoConfig, demoWorld } from "./demo-settings.ts";
import { demoUrls } from "./demo-urls.ts";
import { decideMode, type EnvironmentSettings, environmentOf, readEnvironment, type Variables } from "./environment.ts";
import { readOrCreateSecrets } from "./generated-secrets.ts";
import { isLoopbackHost } from "./loopback.ts";
import { settingSources } from "./origins/setting-sources.ts";
import type { DatabaseSettings, DemoSettings, LoadedSettings, Mode } from "./settings.ts";
import { InvalidSettingsError, type SettingsMistake } from "./settings-mistake.ts";
import { settle } from "./settle.ts";
import { unknownVariableMistakes } from "./unknown-variables.ts";

/**
 * Reads portico.config.ts and the environment into one frozen LoadedSettings.
 *
 * Errors: InvalidSettingsError listing every mistake with the setting, what is wrong and the fix.
 * Side effect: in demo and development, makes `<data directory>/secrets` (0600) when there are none.
 */
export async function loadSettings(variables: Variables, directory: string = process.cwd()): Promise<LoadedSettings> {
  const mistakes: SettingsMistake[] = [];
  const env = environmentOf(variables);
  const environment = readEnvironment(env, mistakes);
  const read = await readFile(environment.configFile, directory, mistakes);
  let { config } = read;

  const before = mistakes.length;
  const listed = [...config.providers, ...providersFromEnvironment(env, config.providers, mistakes)];
  const isElsewhere = environment.providersInDatabase || read.noProvidersHere;
  // A provider with a mistake counts, because its operator does not mean the demo.
  const meant = listed.length + read.leftOutProviders + mistakes.length - before + Number(isElsewhere);
  const mode = decideMode(environment, meant);
  checkMode(mode, environment, mistakes);

  const dataDirectory = resolve(directory, environment.dataDirectory);
  const database = databaseSettings(environment, dataDirectory);
  if (database.kind === "embedded" || environment.secrets.length === 0) prepareDataDirectory(dataDirectory, mistakes);
  const given = environment.secrets.length > 0 || mistakes.length > 0;
  const secrets = given ? environment.secrets : generatedSecrets(dataDirectory, mistakes);
  let demo: DemoSettings | undefined;
  if (mode === "demo" && mistakes.length === 0) {
    demo = demoWorld(environment.port, secrets[0] ?? "");
    const demoFile = { file: "the demo", value: demoConfig(demo, demoUrls("localhost", demo.ports)) };
    config = mergeDemo(config, readConfig(demoFile, mistakes).config);
  }
  const settled = settle(
    {
      ...config,
      providers: mode === "demo" ? config.providers : listed,
      admins: [...config.admins, ...environment.admins],
    },
    {
      mode,
      publicUrl: environment.publicUrl,
      host: environment.host,
      port: environment.port,
      dataDirectory,
      database,
      redisUrl: environment.redisUrl,
      secrets,
      demo,
      logLevel: environment.logLevel,
      sources: settingSources(variables, environment.configFile, directory),
      access: accessFromEnvironment(env, mistakes),
    },
    read,
  );
  if (settled.settings && mistakes.length === 0) return settled.settings;
  throw new InvalidSettingsError([...mistakes, ...settled.mistakes, ...unknownVariableMistakes(variables)]);
}

function checkMode(mode: Mode, environment: EnvironmentSettings, mistakes: SettingsMistake[]): void {
  const loopback = !environment.isPublic;
  if (mode === "demo" && !loopback) {
    mistakes.push({
      setting: "PORTICO_URL",
      problem: "No provider is configured, and demo mode never runs on a public address.",
      fix: "Configure a provider (e.g. AUTH_GOOGLE_ID and AUTH_GOOGLE_SECRET), say that all are in the database (PORTICO_PROVIDERS=database), or leave PORTICO_URL out.",
    });
  }
  if (mode === "demo" && loopback && environment.host !== "localhost" && !isLoopbackHost(environment.host)) {
    mistakes.push({
      setting: "HOST",
      problem: "Demo mode listens on this computer only.",
      fix: "Leave HOST out, or configure a provider.",
    });
  }
  if (mode === "demo" && environment.port > 65_531) {
    mistakes.push({
      setting: "PORT",
      problem: "The demo needs the four ports above it.",
      fix: "Use a port up to 65531.",
    });
  }
  if (mode === "production" && environment.secrets.length === 0) {
    mistakes.push({
      setting: "PORTICO_SECRETS",
      problem: "It is missing.",
      fix: "Make one with: openssl rand -base64 32, and keep it: it encrypts every session and token.",
    });
  }
}

/** A file that can't be loaded may have named anything, so nothing is reported as missing and the demo does not start. */
async function readFile(
  named: string | undefined,
  directory: string,
  mistakes: SettingsMistake[],
): Promise<ReadConfig> {
  const before = mistakes.length;
  const imported = await importConfig(named, directory, mistakes);
  const read = readConfig(imported, mistakes);
  const loaded = mistakes.length === before || Object.keys(imported.value).length > 0;
  return loaded ? read : { ...read, broken: new Set(Object.keys(read.config)), leftOutProviders: 1 };
}

/** In demo mode the operator's own APIs, clients and branding stay usable beside the demo's. */
function mergeDemo(own: ResolvedConfig, demo: ResolvedConfig): ResolvedConfig {
  return {
    ...own,
    providers: demo.providers,
    apis: { ...demo.apis, ...own.apis },
    resources: [...demo.resources, ...own.resources],
    clients: [...demo.clients, ...own.clients],
    scopes: { ...demo.scopes, ...own.scopes },
    admins: own.admins.length > 0 ? own.admins : [...demoAdmins],
    dynamicRegistration: own.dynamicRegistration ?? demo.dynamicRegistration,
    // The own ones first, because mistakes name an entry by its place in the list.
    frontendOrigins: [...own.frontendOrigins, ...demo.frontendOrigins],
  };
}

function generatedSecrets(dataDirectory: string, mistakes: SettingsMistake[]): string[] {
  try {
    return readOrCreateSecrets(dataDirectory);
  } catch (error) {
    mistakes.push(dataDirectoryMistake(dataDirectory, error));
    return [];
  }
}

function databaseSettings(environment: EnvironmentSettings, dataDirectory: string): DatabaseSettings {
  return environment.databaseUrl
    ? {
        kind: "postgres",
        url: environment.databaseUrl,
        poolSize: environment.databasePoolSize,
        listenUrl: environment.databaseListenUrl,
      }
    : { kind: "embedded", directory: resolve(dataDirectory, "database") };
}
