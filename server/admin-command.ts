import { fileURLToPath } from "node:url";
import type { RoleAssignment } from "#server/accounts/roles/role-assignment-store.ts";
import type { RoleHolder } from "#server/accounts/roles/role-holder.ts";
import type { RoleService } from "#server/accounts/roles/role-service.ts";
import { loadSettings } from "#server/config/load-settings.ts";
import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";
import { InvalidSettingsError } from "#server/config/settings-mistake.ts";
import { AppError } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { sayMistake } from "./welcome.ts";

// npm run portico -- admin grant|revoke <address or provider:subject>, admin list: for operators, with the portal's own settings.

const root = fileURLToPath(new URL("..", import.meta.url));
const usage = "npm run portico -- admin grant|revoke <verified address or provider:subject>, or: admin list";

async function main([action, who]: readonly string[]): Promise<number> {
  const needsName = action === "grant" || action === "revoke";
  if (needsName ? !who : action !== "list") {
    console.error(usage);
    return 2;
  }
  const settings = await loadSettings(process.env, root);
  const { compose } = await import("./compose.ts");
  const composition = await compose(settings, createLogger("error"));
  try {
    const { roles } = composition;
    if (!needsName) return await list(roles, settings);
    return await (action === "grant" ? grant : revoke)(roles, await roles.findHolder(who ?? ""));
  } finally {
    await composition.close();
  }
}

async function grant(roles: RoleService, holder: RoleHolder): Promise<number> {
  const isNew = await roles.assign(holder, adminRole, "operator");
  const waits = "awaited" in holder ? ", from their first sign-in with it" : "";
  console.log(`${nameOf(holder)} ${isNew ? "is now" : "was already"} an administrator${waits}.`);
  return 0;
}

async function revoke(roles: RoleService, holder: RoleHolder): Promise<number> {
  const had = await roles.remove(holder, adminRole, "operator", { evenLast: true });
  console.log(`${nameOf(holder)} ${had ? "is no administrator by assignment any more" : "had no such assignment"}.`);
  return had ? 0 : 1;
}

async function list(roles: RoleService, { admins }: Pick<Settings, "admins">): Promise<number> {
  for (const admin of admins) console.log(`${admin}  by the setting admins`);
  let after: string | undefined;
  do {
    const page = await roles.list({ role: adminRole, after, limit: 200 });
    for (const assignment of page.assignments) console.log(lineOf(assignment));
    after = page.next;
  } while (after !== undefined);
  return 0;
}

function lineOf({ holder, displayName, assignedBy, assignedAtSeconds }: RoleAssignment): string {
  const at = new Date(assignedAtSeconds * 1000).toISOString().slice(0, 10);
  return `${nameOf(holder)}${displayName ? ` (${displayName})` : ""}  by ${assignedBy}, ${at}`;
}

function nameOf(holder: RoleHolder): string {
  if ("userId" in holder) return `Account ${holder.userId}`;
  return "group" in holder ? `Group ${holder.group}` : holder.awaited;
}

function sentenceOf({ code, detail, facts }: AppError): string {
  const { cause, nextStep } = errorTable[code];
  return [detail ?? cause, ...Object.values(facts), nextStep].join(" ");
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof InvalidSettingsError) sayMistake(error);
  else if (error instanceof AppError) console.error(`${errorTable[error.code].title}: ${sentenceOf(error)}`);
  else console.error(error);
  return 1;
});
