import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";

// In a process of its own, because the test runner replaces Node's loading of files.
const program = `
  const { loadSettings } = await import(${JSON.stringify(new URL("../load-settings.ts", import.meta.url).href)});
  const [directory, file] = process.argv.slice(1);
  const said = await loadSettings({ PORTICO_CONFIG: file }, directory).then(
    ({ mode, branding, playground }) => ({ mode, name: branding.name, playground }),
    (error) => error.mistakes ?? String(error),
  );
  console.log(JSON.stringify(said));
`;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "portico-config-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function load(name: string, text: string): unknown {
  writeFileSync(join(directory, name), text);
  const args = ["--input-type=module", "-e", program, directory, name];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout);
}

function mistakeOf(name: string, text: string): SettingsMistake {
  const said = load(name, text);
  expect(said).toHaveLength(1);
  return (said as [SettingsMistake])[0];
}

describe("a configuration file outside the checkout", () => {
  it.each(["outside.ts", "outside.mts", "outside.mjs"])("finds portico/config: %s", (name) => {
    const text = `import { defineConfig } from "portico/config";\nexport default defineConfig({ branding: { name: "Elsewhere" } });`;
    expect(load(name, text)).toMatchObject({ mode: "demo", name: "Elsewhere" });
  });

  it("needs no import", () => {
    expect(load("plain.ts", `export default { branding: { name: "Plain" } };`)).toMatchObject({ name: "Plain" });
    expect(load("plain.cjs", `module.exports = { branding: { name: "Common" } };`)).toMatchObject({ name: "Common" });
  });
});

describe("a file that exports no settings", () => {
  it.each([
    ["nothing.ts", "const x = 1;"],
    ["nothing.mjs", "const x = 1;"],
    ["named.ts", "export const config = {};"],
    ["empty.ts", ""],
  ])("is a mistake, never the demo: %s with “%s”", (name, text) => {
    expect(mistakeOf(name, text)).toEqual({
      setting: join(directory, name),
      problem: "It has no default export.",
      fix: "Write: export default defineConfig({ … }); see docs/configuration.md.",
    });
  });

  it.each([
    ["undefined", "undefined"],
    ["null", "null"],
    ["a list", "[]"],
    ["a function", "() => ({})"],
    ["a promise", "Promise.resolve({})"],
    ["a string", `"providers"`],
  ])("says what it exports: %s", (kind, value) => {
    const { setting, problem } = mistakeOf("other.ts", `export default ${value};`);
    expect(setting).toBe(join(directory, "other.ts"));
    expect(problem).toBe(`Its default export is ${kind}, not an object with settings.`);
  });
});

describe("a file that can't be loaded", () => {
  const lines = (...text: string[]) => text.join("\n");
  it.each([
    ["broken.ts", lines("// one", "export default {", "  branding: { name: },", "};"), "line 3, column 21"],
    ["broken.mjs", lines("// one", "export default {", "  branding: { name: },", "};"), "line 3, column 21"],
    ["open.ts", lines("export default {", "  branding: {", "};"), "line 3, column 2"],
    ["enum.ts", lines("", "enum A { x }", "export default {};"), "line 2, column 1"],
    ["missing.ts", lines(`import { nothing } from "node:fs";`, "export default {};"), "line 1, column 10"],
    ["throws.ts", lines("export default {", "  branding: process.env.NOPE.trim(),", "};"), "line 2, column 30"],
    ["refused.ts", lines("", `throw new Error("connect ECONNREFUSED 127.0.0.1:5432");`), "line 2, column 7"],
    ["json.ts", lines("", `export default JSON.parse("localhost:1");`), "line 2, column 21"],
  ])("is named with the place: %s", (name, text, place) => {
    const { setting, problem } = mistakeOf(name, text);
    expect(setting).toBe(join(directory, name));
    expect(problem).toMatch(/^It can't be loaded: \S/);
    expect(problem).toContain(` (${place}).`);
  });

  it("names the file that it imports, if that is the broken one", () => {
    writeFileSync(join(directory, "part.ts"), "export const part = {;");
    const { problem } = mistakeOf("whole.ts", `import { part } from "./part.ts";\nexport default part;`);
    expect(problem).toContain(`(${join(directory, "part.ts")}, line 1, column`);
  });

  it("names the file that it imports while it runs, not the import", () => {
    writeFileSync(join(directory, "late.ts"), `import { nothing } from "node:fs";`);
    const { problem } = mistakeOf("early.ts", `export default await import("./late.ts");`);
    expect(problem).toContain(`(${join(directory, "late.ts")}, line 1, column 10)`);
  });

  it.each([
    ["Error", "connect ECONNREFUSED 127.0.0.1:5432"],
    ["SyntaxError", "no setting in localhost:5432"],
    ["Error", "/run/postgresql:5432"],
  ])("does not take the end of a message for a place: %s, “%s”", (name, message) => {
    // As an error of a socket: its stack has no frame of the file.
    const text = `throw Object.assign(new ${name}("${message}"), { stack: "${message}" });`;
    expect(mistakeOf("far.ts", text).problem).toBe(`It can't be loaded: ${message}.`);
  });
});

it("names the file that PORTICO_CONFIG names in what is wrong in it", () => {
  const { setting } = mistakeOf("prod.ts", "export default { frontendOrigin: [] };");
  expect(setting).toBe(`${join(directory, "prod.ts")}: frontendOrigin`);
});
