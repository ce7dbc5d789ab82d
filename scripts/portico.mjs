#!/usr/bin/env node
// The one entry point behind `npm start`, `npm run dev`, `npm test` and `npm run validate`.
// Plain JavaScript on Node's built-ins: the host's Node (20 or later) runs it before node_modules exists.

const commands = {
  start: async (args) => (await import("./start.mjs")).start("production", args),
  dev: async (args) => (await import("./start.mjs")).start("development", args),
  test: async (args) => (await import("./run-tests.mjs")).runTests(args),
  validate: async (args) => (await import("./validate.mjs")).validate(args),
  docs: async (args) => (await import("./run-program.mjs")).runProgram("scripts/docs/write-docs.ts", args),
  bench: async ([name = "", ...args]) => (await import("./run-program.mjs")).runProgram(`bench/${name}.ts`, args),
  demo: async ([name = "", ...args]) => (await import("./run-demo.mjs")).runDemo(name, args),
  "client-secret": async () => (await import("./client-secret.mjs")).printClientSecret(),
  prepare: async () => void (await (await import("./prepare.mjs")).prepare({ build: true })),
};

const [name = "start", ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;

if (!command) {
  console.error(`portico: unknown command "${name}". Known: ${Object.keys(commands).join(", ")}.`);
  process.exit(2);
}

try {
  process.exitCode = (await command(args)) ?? 0;
} catch (error) {
  // A step that failed has said why; a stack of this script would only hide it.
  console.error(error?.expected ? error.message : error);
  process.exitCode = 1;
}
