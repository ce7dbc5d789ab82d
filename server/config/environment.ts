import { accessVariables } from "#server/config/access/access-variables.ts";
import { providerVariables } from "#server/config/providers/provider-kinds.ts";
import { adminProblem } from "#server/config/roles/admin-problem.ts";
import { isLoopbackHost } from "./loopback.ts";
import type { Mode } from "./settings.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

/** Every variable that Portico reads. Others with a similar name are reported (unknown-variables.ts). */
export const knownVariables = [
  "PORT",
  "HOST",
  "PORTICO_URL",
  "PORTICO_SECRETS",
  "PORTICO_CONFIG",
  "PORTICO_DATA_DIR",
  "PORTICO_LOG_LEVEL",
  "PORTICO_ADMINS",
  "PORTICO_PROVIDERS",
  /** Read by the scripts: the browser that the tests use. */
  "PORTICO_BROWSER",
  "DATABASE_URL",
  "DATABASE_POOL_SIZE",
  "DATABASE_LISTEN_URL",
  "REDIS_URL",
  "AUTH_URL",
  "NEXTAUTH_URL",
  ...accessVariables,
  ...providerVariables,
] as const;

/** A variable that isn't in the list can't be read: the types refuse it. */
export type Environment = { readonly [name in (typeof knownVariables)[number]]?: string | undefined };

/** A process's variables, ours and others. */
export type Variables = Readonly<Record<string, string | undefined>>;

export function environmentOf(variables: Variables): Environment {
  return Object.fromEntries(knownVariables.map((name) => [name, variables[name]]));
}

/** What the environment alone decides. */
export interface EnvironmentSettings {
  publicUrl: string;
  /** Whether PORTICO_URL names another computer; also when it has a mistake and publicUrl replaces it. */
  isPublic: boolean;
  host: string;
  port: number;
  dataDirectory: string;
  configFile: string | undefined;
  databaseUrl: string | undefined;
  databasePoolSize: number;
  databaseListenUrl: string | undefined;
  redisUrl: string | undefined;
  secrets: readonly string[];
  /** Addresses, or provider:subject. */
  admins: readonly string[];
  /** All providers are in the database, so that a portal without one here is no demo. */
  providersInDatabase: boolean;
  logLevel: "debug" | "info" | "warn" | "error";
}

/** Reads and checks the variables; every mistake is pushed to `mistakes`, and a harmless value replaces it. */
export function readEnvironment(env: Environment, mistakes: SettingsMistake[]): EnvironmentSettings {
  refuseForeignNames(env, mistakes);
  const port = readPort(env["PORT"], mistakes);
  const publicUrl = readPublicUrl(env["PORTICO_URL"], port, mistakes);
  return {
    publicUrl,
    isPublic: isPublicAddress(env["PORTICO_URL"]),
    port,
    host: env["HOST"] || (isLoopbackHost(new URL(publicUrl).hostname) ? "localhost" : "0.0.0.0"),
    dataDirectory: env["PORTICO_DATA_DIR"] || ".portico",
    configFile: env["PORTICO_CONFIG"] || undefined,
    databaseUrl: readUrl(env, "DATABASE_URL", ["postgresql:", "postgres:"], mistakes),
    databasePoolSize: readCount(env, "DATABASE_POOL_SIZE", 10, mistakes),
    databaseListenUrl: readUrl(env, "DATABASE_LISTEN_URL", ["postgresql:", "postgres:"], mistakes),
    redisUrl: readUrl(env, "REDIS_URL", ["redis:", "rediss:"], mistakes),
    secrets: readSecrets(env["PORTICO_SECRETS"], mistakes),
    admins: readAdmins(env["PORTICO_ADMINS"], mistakes),
    providersInDatabase: readProvidersPlace(env["PORTICO_PROVIDERS"], mistakes),
    logLevel: readLogLevel(env["PORTICO_LOG_LEVEL"], mistakes),
  };
}

/** demo without any provider; production when the public URL is not this computer. */
export function decideMode({ isPublic }: Pick<EnvironmentSettings, "isPublic">, providerCount: number): Mode {
  if (providerCount === 0) return "demo";
  return isPublic ? "production" : "development";
}

function isPublicAddress(value: string | undefined): boolean {
  if (!value) return false;
  const url = URL.parse(value);
  return url === null || !isLoopbackHost(url.hostname);
}

/** next-auth reads these by itself, and they would send people to another callback address than the one we compare. */
function refuseForeignNames(env: Environment, mistakes: SettingsMistake[]): void {
  for (const setting of ["AUTH_URL", "NEXTAUTH_URL"] as const) {
    if (!env[setting]) continue;
    mistakes.push({ setting, problem: "Portico's address is PORTICO_URL.", fix: `Unset ${setting}; set PORTICO_URL.` });
  }
}

function readPort(value: string | undefined, mistakes: SettingsMistake[]): number {
  if (!value) return 3000;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  mistakes.push({ setting: "PORT", problem: `“${value}” is not a port.`, fix: "Use a number from 1 to 65535." });
  return 3000;
}

function readPublicUrl(value: string | undefined, port: number, mistakes: SettingsMistake[]): string {
  const fallback = `http://localhost:${port}`;
  if (!value) return fallback;
  const mistake = (problem: string, fix: string): string => {
    mistakes.push({ setting: "PORTICO_URL", problem, fix });
    return fallback;
  };
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return mistake(`“${value}” is not a URL.`, "Use the address people type, e.g. https://login.example.com.");
  }
  if (url.username || url.password) return mistake("It contains a user name or password.", "Leave those out.");
  if (url.pathname !== "/" || url.search || url.hash) {
    return mistake(
      "It has a path, query or fragment.",
      "Give Portico a host name of its own: the issuer is the bare origin.",
    );
  }
  const loopback = isLoopbackHost(url.hostname);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback)) {
    return mistake(`“${value}” is not https.`, "Use https; plain http is for localhost only.");
  }
  return url.origin;
}

function readUrl(
  env: Environment,
  setting: "DATABASE_URL" | "DATABASE_LISTEN_URL" | "REDIS_URL",
  protocols: string[],
  mistakes: SettingsMistake[],
): string | undefined {
  const value = env[setting];
  if (!value) return undefined;
  try {
    if (protocols.includes(new URL(value).protocol)) return value;
  } catch {
    // The mistake below does not repeat the value, because it may contain a password.
  }
  mistakes.push({ setting, problem: "It is not a URL of the right kind.", fix: `It begins with ${protocols[0]}//.` });
  return undefined;
}

function readCount(
  env: Environment,
  setting: "DATABASE_POOL_SIZE",
  fallback: number,
  mistakes: SettingsMistake[],
): number {
  const value = env[setting];
  if (!value) return fallback;
  const count = Number(value);
  if (Number.isInteger(count) && count > 0) return count;
  mistakes.push({
    setting,
    problem: `“${value}” is not a positive whole number.`,
    fix: `Leave it out for ${fallback}.`,
  });
  return fallback;
}

function readSecrets(value: string | undefined, mistakes: SettingsMistake[]): readonly string[] {
  const secrets = (value ?? "").split(/[\s,]+/).filter(Boolean);
  const short = secrets.findIndex((secret) => secret.length < 32);
  if (short !== -1) {
    mistakes.push({
      setting: "PORTICO_SECRETS",
      problem: `Secret ${short + 1} is shorter than 32 characters.`,
      fix: "Make one with: openssl rand -base64 32. Several are separated by commas, newest first.",
    });
  }
  if (new Set(secrets).size !== secrets.length) {
    mistakes.push({
      setting: "PORTICO_SECRETS",
      problem: "The same secret is listed twice.",
      fix: "List each once, newest first.",
    });
  }
  return secrets;
}

function readAdmins(value: string | undefined, mistakes: SettingsMistake[]): string[] {
  const admins = (value ?? "").split(/[\s,]+/).filter(Boolean);
  return admins.filter((admin) => {
    const problem = adminProblem(admin);
    if (problem) mistakes.push({ setting: "PORTICO_ADMINS", ...problem });
    return !problem;
  });
}

function readProvidersPlace(value: string | undefined, mistakes: SettingsMistake[]): boolean {
  if (value && value !== "database") {
    mistakes.push({
      setting: "PORTICO_PROVIDERS",
      problem: `“${value}” is no place of providers.`,
      fix: "Use database, or leave it out.",
    });
  }
  return Boolean(value);
}

function readLogLevel(value: string | undefined, mistakes: SettingsMistake[]): EnvironmentSettings["logLevel"] {
  if (!value) return "info";
  if (value === "debug" || value === "info" || value === "warn" || value === "error") return value;
  mistakes.push({
    setting: "PORTICO_LOG_LEVEL",
    problem: `“${value}” is not a log level.`,
    fix: "Use debug, info, warn or error.",
  });
  return "info";
}
