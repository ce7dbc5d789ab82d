import { environmentKinds } from "#server/config/providers/provider-kinds.ts";
import type { Settings } from "#server/config/settings.ts";
import { findSettingLine } from "./find-setting-line.ts";
import { settingSteps } from "./setting-path.ts";

/** Where the value of a setting comes from. */
export type SettingOrigin =
  | { kind: "file"; file: string; line: number | undefined; exact: boolean }
  | { kind: "environment"; variable: string }
  | { kind: "database"; noun: "clients" | "providers" | "resources" | "scopes" | "policy"; key: string }
  | { kind: "default" };

export interface OriginDeps {
  settings: Pick<Settings, "sources">;
  /** Whether an entry of the catalog stands in the database. */
  isStored(noun: "clients" | "providers" | "resources" | "scopes", key: string): boolean;
}

/** Settings that variables say as well, the variable first that is asked first. */
const variablesOf: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^access\.emailDomains/, ["PORTICO_ACCESS_EMAIL_DOMAINS"]],
  [/^access\.emails/, ["PORTICO_ACCESS_EMAILS"]],
  [/^access\.groups/, ["PORTICO_ACCESS_GROUPS"]],
  [/^access\.signUp/, ["PORTICO_ACCESS_SIGN_UP"]],
  [/^access/, ["PORTICO_ACCESS", "PORTICO_ACCESS_EMAIL_DOMAINS", "PORTICO_ACCESS_EMAILS", "PORTICO_ACCESS_GROUPS"]],
  [/^admins/, ["PORTICO_ADMINS"]],
  [/^publicUrl/, ["PORTICO_URL"]],
];
/** Refusals name a setting as it was written, which may be as a variable. */
const isVariable = /^[A-Z][A-Z0-9_]+$/;
const catalogNouns: readonly string[] = ["clients", "providers", "resources", "scopes"];
const providerVariable: Readonly<Record<string, string>> = { clientId: "ID", clientSecret: "SECRET", issuer: "ISSUER" };

/** Tells where a setting stands: database, environment, file with line, or that it is the default. */
export function createSettingOrigins({ settings, isStored }: OriginDeps): (path: string) => Promise<SettingOrigin> {
  const { file, variables = [] } = settings.sources ?? {};

  function inDatabase(path: string): SettingOrigin | undefined {
    const [noun, entry] = settingSteps(path);
    if (!noun || !("member" in noun) || !entry || !catalogNouns.includes(noun.member)) return undefined;
    const key = "entry" in entry ? entry.entry : entry.member;
    const kind = noun.member as "clients" | "providers" | "resources" | "scopes";
    return isStored(kind, key) ? { kind: "database", noun: kind, key } : undefined;
  }

  function inEnvironment(path: string): SettingOrigin | undefined {
    const variable = variablesFor(path).find((name) => variables.includes(name));
    return variable === undefined ? undefined : { kind: "environment", variable };
  }

  return async (path) => {
    if (isVariable.test(path)) return { kind: "environment", variable: path };
    const stored = inDatabase(path);
    if (stored) return stored;
    const found = file === undefined ? undefined : await findSettingLine(file, path);
    if (found?.exact) return { kind: "file", ...found };
    return inEnvironment(path) ?? (found ? { kind: "file", ...found } : { kind: "default" });
  };
}

function variablesFor(path: string): readonly string[] {
  const listed = variablesOf.find(([pattern]) => pattern.test(path))?.[1];
  if (listed) return listed;
  const [noun, entry, member] = settingSteps(path);
  if (!noun || !("member" in noun) || noun.member !== "providers" || !entry) return [];
  const id = "entry" in entry ? entry.entry : entry.member;
  const prefix = environmentKinds.find(([kind]) => kind === id)?.[1];
  if (prefix === undefined) return [];
  const part = member && "member" in member ? providerVariable[member.member] : undefined;
  return [`${prefix}_${part ?? "ID"}`, `${prefix}_ID`];
}
