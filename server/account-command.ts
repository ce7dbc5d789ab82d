import { fileURLToPath } from "node:url";
import { loadSettings } from "#server/config/load-settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "#server/http/log/logger.ts";
import type { Composition } from "./compose.ts";
import { sayMistake } from "./welcome.ts";

// npm run portico -- account disable|enable <account id or address>: for operators, with the portal's own settings.

const root = fileURLToPath(new URL("..", import.meta.url));
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const usage = "npm run portico -- account disable|enable <account id or email address>";

type Action = "disable" | "enable";

async function main([action, who]: readonly string[]): Promise<number> {
  if ((action !== "disable" && action !== "enable") || !who) {
    console.error(usage);
    return 2;
  }
  const settings = await loadSettings(process.env, root);
  const { compose } = await import("./compose.ts");
  const composition = await compose(settings, createLogger("error"));
  try {
    return await change(composition, action, who);
  } finally {
    await composition.close();
  }
}

async function change({ accountControl, findAccounts }: Composition, action: Action, who: string): Promise<number> {
  const ids = uuid.test(who) ? [who.toLowerCase()] : await findAccounts(who);
  const [id] = ids;
  if (id === undefined || ids.length > 1) {
    console.error(
      id === undefined ? `No account has the address ${who}.` : `Several accounts have it: ${ids.join(", ")}.`,
    );
    return 1;
  }
  if (action === "enable") {
    const enabled = await accountControl.enable(id);
    console.log(enabled ? `Account ${id} is enabled again.` : `Account ${id} is not disabled, or there is none.`);
    return enabled ? 0 : 1;
  }
  const disabled = await accountControl.disable(id);
  if (!disabled) {
    console.error(`There is no account ${id}.`);
    return 1;
  }
  const counts = Object.entries(disabled.counts).map(([what, count]) => `${count} ${what.replaceAll("_", " ")}`);
  console.log(
    `Account ${id} is disabled${disabled.wasEnabled ? "" : " (it was before)"}. Ended: ${counts.join(", ")}.`,
  );
  return 0;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof AppError) sayMistake(error);
  else console.error(error);
  return 1;
});
