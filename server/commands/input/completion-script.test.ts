import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { completionScript } from "./completion-script.ts";

const program = join(import.meta.dirname, "../run-commands.ts");

describe("completion", () => {
  const directory = mkdtempSync(join(tmpdir(), "portico-completion-"));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, "portico"), `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`, {
    mode: 0o755,
  });

  /** What bash offers for the last of the words. */
  function complete(...words: string[]): string[] {
    const script = `${completionScript("bash")}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _portico; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { PATH: `${directory}:${process.env["PATH"]}`, SHELL: "/usr/bin/fish", NODE_ENV: "test" as const };
    return execFileSync("bash", ["--norc", "-c", script, "bash", ...words], { env, encoding: "utf8" })
      .trim()
      .split("\n");
  }

  it("offers nouns, verbs, options and their values in bash, whatever the login shell is", () => {
    expect(complete("portico", "us")).toEqual(["users"]);
    expect(complete("portico", "users", "dis")).toEqual(["disable"]);
    expect(complete("portico", "audit", "list", "--outc")).toEqual(["--outcome"]);
    expect(complete("portico", "audit", "list", "--outcome", "")).toEqual(["success", "failure"]);
  });

  it.each([
    ["bash", "complete -o default -F _portico portico"],
    ["zsh", "compdef _portico portico"],
    ["fish", "complete -c portico -f"],
  ])("has a script for %s that asks by its own name", (shell, line) => {
    expect(completionScript(shell)).toContain(line);
    expect(completionScript(shell)).toContain(`SHELL=${shell} portico --get-yargs-completions`);
  });
});
