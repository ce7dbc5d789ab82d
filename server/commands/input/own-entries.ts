import type { RunContext } from "#server/commands/run-command.ts";
import type { CommandEntry } from "./build-parser.ts";
import { completionScript, shells } from "./completion-script.ts";
import { exitCodes } from "./exit-codes.ts";

/** The commands that are no operations. */
export function ownEntries({ terminal, loadSettings }: RunContext): CommandEntry[] {
  return [
    {
      words: ["check"],
      positionals: "",
      summary: "Validate the settings and reach everything that they name, without starting",
      example: "check",
      options: ["json"],
      configure: (parser) => parser.option("json", { type: "boolean", description: "JSON." }),
      async run(parsed) {
        // Imported here, because it loads what talks to providers.
        const { checkCommand } = await import("#server/commands/check/check-command.ts");
        return checkCommand(loadSettings, parsed, terminal);
      },
    },
    {
      words: ["completion"],
      positionals: "<shell>",
      summary: "What a shell sources to complete these commands",
      example: "completion bash > ~/.local/share/bash-completion/completions/portico",
      options: ["shell"],
      configure: (parser) => parser.positional("shell", { type: "string", choices: shells }),
      async run({ shell }) {
        await terminal.out(completionScript(String(shell)));
        return exitCodes.done;
      },
    },
  ];
}
