import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { embeddedDataDirectory } from "#server/config/data-directory.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { connectOperator } from "./connection/connect-operator.ts";
import { exitCodes } from "./input/exit-codes.ts";
import { runCommandLine } from "./run-command-line.ts";
import { processTerminal } from "./terminal.ts";

// npm run portico -- <noun> <verb> …: the administration at the command line, with the portal's own settings.

const root = fileURLToPath(new URL("../..", import.meta.url));
const terminal = processTerminal();
/** Imported here, because completion, help and calls of a running portal do without. */
async function load(): Promise<LoadedSettings> {
  const { loadSettings } = await import("#server/config/load-settings.ts");
  return loadSettings(process.env, root);
}
const packageFile = z.object({ version: z.string() });

const exitCode = await runCommandLine(process.argv.slice(2), {
  terminal,
  version: packageFile.parse(JSON.parse(await readFile(join(root, "package.json"), "utf8"))).version,
  loadSettings: load,
  connect: () => connectOperator(embeddedDataDirectory(process.env, root), load),
  readText: (file) => (file === "-" ? terminal.readInput() : readFile(file, "utf8")),
});
process.exitCode = terminal.isInterrupted() ? exitCodes.interrupted : exitCode;
