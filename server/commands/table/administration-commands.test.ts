import { describe, expect, it } from "vitest";
import { operations } from "#server/admin/operations.ts";
import { administrationCommands } from "./administration-commands.ts";
import { commonOptions } from "./command.ts";
import nouns from "./nouns.json" with { type: "json" };

const commands = administrationCommands.map((command) => ({ name: command.words.join(" "), command }));

describe("the commands", () => {
  it("are one for each operation of the administration", () => {
    expect(administrationCommands.map(({ operationName }) => operationName)).toEqual(Object.keys(operations));
    expect(new Set(commands.map(({ name }) => name)).size).toBe(commands.length);
  });

  it("are of each noun that the overview lists", () => {
    expect(new Set(commands.map(({ command }) => command.words[0]))).toEqual(new Set(Object.keys(nouns)));
  });

  it.each(commands)("$name has a noun that the overview lists, and a verb", ({ command }) => {
    expect(Object.keys(nouns)).toContain(command.words[0]);
    expect(command.words.length).toBeGreaterThan(1);
    for (const word of command.words) expect(word).toMatch(/^[a-z][a-z0-9-]*$/);
  });

  it.each(commands)("$name is not the beginning of another command", ({ name }) => {
    expect(commands.filter((other) => other.name.startsWith(`${name} `)).map((other) => other.name)).toEqual([]);
  });

  it.each(commands)("$name has no option with the name of a common one or of another", ({ command }) => {
    const names = [...command.positionals, ...command.options].map(({ name }) => name);
    expect(names.filter((name) => (commonOptions as readonly string[]).includes(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });

  it("ask before they change something, but where nothing ends", () => {
    const changing = commands.filter(({ command }) => command.operation.permission.endsWith(".write"));
    const unasked = changing.filter(({ command }) => !command.isDestructive).map(({ name }) => name);
    expect(unasked.sort()).toEqual([
      "clients enable",
      "contain unblock",
      "limits lift",
      "providers enable",
      "resources enable",
      "signing-keys rotate",
      "users enable",
    ]);
    const reading = commands.filter(({ command }) => command.operation.permission.endsWith(".read"));
    expect(reading.filter(({ command }) => command.isDestructive)).toEqual([]);
  });
});
