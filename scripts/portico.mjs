#!/usr/bin/env node
// The one entry point behind `npm start`, `npm run dev`, `npm test` and `npm run validate`.
// Plain JavaScript on Node's built-ins: the host's Node (20 or later) runs it before node_modules exists.

import { administrationNouns, otherNouns } from "./administration-nouns.mjs";
import { nearestWord } from "./nearest-word.mjs";

const commands = {
  start: {
    does: "set up, build and run the portal",
    run: async (args) => (await import("./start.mjs")).start("production", args),
  },
  dev: {
    does: "the same with reloading",
    run: async (args) => (await import("./start.mjs")).start("development", args),
  },
  test: {
    does: "set up and run the tests: all, or unit, flow, e2e, or part of a file name",
    run: async (args) => (await import("./run-tests.mjs")).runTests(args),
  },
  validate: {
    does: "what must be green before a change is shared; fast: without tests",
    run: async (args) => (await import("./validate.mjs")).validate(args),
  },
  prepare: {
    does: "what start does before it starts: dependencies, database client, pages",
    run: async () => void (await (await import("./prepare.mjs")).prepare({ build: true })),
  },
  docs: {
    does: "write the generated documents",
    run: async (args) => (await import("./run-program.mjs")).runProgram("scripts/docs/write-docs.ts", args),
  },
  bench: {
    does: "measure: bff, as, strangers or admin",
    run: async ([name = "", ...args]) => (await import("./run-program.mjs")).runProgram(`bench/${name}.ts`, args),
  },
  demo: {
    does: "run an app beside a portal in demo mode: tv or night-report",
    run: async ([name = "", ...args]) => (await import("./run-demo.mjs")).runDemo(name, args),
  },
  check: {
    does: "validate the settings and reach everything that they name, without starting",
    run: async (args) => (await import("./run-administration.mjs")).runAdministration(["check", ...args]),
  },
  completion: {
    does: "what a shell sources to complete portico: bash, zsh or fish",
    run: async (args) => (await import("./run-administration.mjs")).runAdministration(["completion", ...args]),
  },
  "client-secret": {
    does: "make a secret for a connected app, and its hash for the settings",
    run: async () => (await import("./client-secret.mjs")).printClientSecret(),
  },
  help: { does: "this", run: printCommands },
};

const [asked = "help", ...args] = process.argv.slice(2);
const name = ["--help", "-h"].includes(asked) ? "help" : asked;
const command = commandOf(name);

if (!command) {
  const known = [...Object.keys(commands), ...Object.keys(administrationNouns)];
  const near = nearestWord(name, known);
  console.error(`portico: There is no command "${name}".`);
  console.error(near ? `  Did you mean "${near}"?` : `  Known: ${known.join(", ")}.`);
  process.exit(2);
}

function commandOf(word) {
  if (Object.hasOwn(commands, word)) return commands[word].run;
  if (!Object.hasOwn(administrationNouns, word) && !otherNouns.includes(word)) return undefined;
  return async (args) => (await import("./run-administration.mjs")).runAdministration([word, ...args]);
}

function printCommands() {
  const own = Object.entries(commands).map(([name, { does }]) => [name, does]);
  const nouns = Object.entries(administrationNouns);
  const width = Math.max(...[...own, ...nouns].map(([{ length }]) => length));
  const lines = (rows) => rows.map(([name, does]) => `  ${name.padEnd(width)}  ${does}`);
  console.log(
    [
      "npm run portico -- <command>",
      "",
      ...lines(own),
      "",
      "Administration, each with --help:",
      "",
      ...lines(nouns),
    ].join("\n"),
  );
}

try {
  process.exitCode = (await command(args)) ?? 0;
} catch (error) {
  // A step that failed has said why; a stack of this script would only hide it.
  console.error(error?.expected ? error.message : error);
  process.exitCode = 1;
}
