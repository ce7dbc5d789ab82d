import type { Environment } from "#server/config/environment.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { type AccessConfig, accessSchema } from "./access-schema.ts";
import { variableOf } from "./access-variables.ts";

/** What the environment says of who may sign in; `undefined` when it says nothing. */
export function accessFromEnvironment(env: Environment, mistakes: SettingsMistake[]): AccessConfig {
  const given = Object.entries(variableOf).flatMap(([member, name]) => {
    const value = env[name];
    return value === undefined ? [] : [{ member, name, value }];
  });
  const all = env["PORTICO_ACCESS"];
  if (all !== undefined) {
    if (all !== "everyone") {
      const fix = "Use everyone, or PORTICO_ACCESS_EMAIL_DOMAINS=example.com.";
      mistakes.push({ setting: "PORTICO_ACCESS", problem: `“${all}” is no policy.`, fix });
    } else if (given.length > 0) {
      const problem = `It says everyone, and ${given.map(({ name }) => name).join(", ")} says otherwise.`;
      mistakes.push({ setting: "PORTICO_ACCESS", problem, fix: "Keep one of them." });
    }
    return "everyone";
  }
  if (given.length === 0) return undefined;
  const members = given.map(({ member, value }) => [member, member === "signUp" ? value : listed(value)] as const);
  const parsed = accessSchema.safeParse(Object.fromEntries(members));
  if (parsed.success) return parsed.data;
  for (const { member, name, value } of given) {
    const alone = accessSchema.safeParse({ [member]: member === "signUp" ? value : listed(value) });
    if (alone.success) continue;
    const fix =
      member === "signUp" ? "Use open, invited or closed." : "Separate several by commas; see docs/access.md.";
    mistakes.push({ setting: name, problem: `“${value}” can't be read.`, fix });
  }
  return { signUp: "closed" };
}

function listed(value: string): string[] {
  return value
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
