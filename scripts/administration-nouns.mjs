import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project-root.mjs";

/** What the first word of the administration's commands is about; a data file, so that `help` has it before anything is installed. */
export const administrationNouns = JSON.parse(
  readFileSync(join(projectRoot, "server/commands/table/nouns.json"), "utf8"),
);

/** Words that mean one of them (server/commands/input/written-out.ts), and what the completion of a shell asks by. */
export const otherNouns = ["admin", "keys", "account", "--get-yargs-completions"];
