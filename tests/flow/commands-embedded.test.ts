import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { chooseAtProvider, ownForm } from "#tests/support/portal-world.ts";
import { type RunPorticoOptions, runPortico } from "#tests/support/run-portico.ts";
import { type RunningPortal, startPortal } from "#tests/support/start-portal.ts";

describe("commands on the embedded database", () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "portico-commands-"));
  let portal: RunningPortal;
  const portico = (args: readonly string[], { env = {}, ...more }: Partial<RunPorticoOptions> = {}) =>
    runPortico(args, { env: { PORTICO_DATA_DIR: dataDirectory, PORT: String(portal.port), ...env }, ...more });

  beforeAll(async () => {
    portal = await startPortal({ dataDirectory, keepDataDirectory: true });
  });
  afterAll(async () => {
    await portal.stop();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  it("go through the running portal, which refuses what they ended at the next request", async () => {
    const browser = new CookieBrowser(portal.url);
    const begun = await browser.fetch("/api/auth/signin/google", ownForm(portal.url));
    await browser.fetch(await chooseAtProvider(begun.headers.get("location") ?? "", { person: "ada" }));
    const user = () => browser.fetch("/bff/user", { headers: { "x-csrf": "1" } });
    expect((await user()).status).toBe(200);
    const done = await portico(["users", "disable", "ada@lovelace.example", "--yes"]);
    expect(done).toMatchObject({ exitCode: 0, err: "" });
    expect(done.out).toMatch(/was enabled +yes\nended sessions +1\n/);
    expect((await user()).status).toBe(401);
    expect(await portico(["users", "enable", "ada@lovelace.example"])).toMatchObject({ exitCode: 0 });
  });

  it("follow the audit log of the running portal until they are interrupted", async () => {
    const env = {
      NODE_ENV: "test" as const,
      PATH: process.env["PATH"] ?? "",
      PORTICO_DATA_DIR: dataDirectory,
      PORT: String(portal.port),
    };
    const tail = spawn(process.execPath, ["server/commands/run-commands.ts", "audit", "tail", "--jsonl"], { env });
    const ended = once(tail, "close");
    const lines = createInterface({ input: tail.stdout });
    expect(await portico(["signing-keys", "list"])).toMatchObject({ exitCode: 0 });
    let seen: unknown;
    for await (const line of lines) {
      seen = JSON.parse(line).details.operation;
      if (seen === "signing-keys.list") break;
    }
    expect(seen).toBe("signing-keys.list");
    tail.kill("SIGINT");
    expect(await ended).toEqual([130, null]);
  });

  it("load neither the server nor the settings to ask the running portal, because that takes longer than the answer", async () => {
    const list = join(dataDirectory, "loaded-modules");
    const preload = new URL("../support/loaded-modules-child.ts", import.meta.url);
    const env = { NODE_OPTIONS: `--import=${preload}`, LOADED_MODULES: list };
    const { exitCode, out } = await portico(["users", "list", "--json"], { env });
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: expect.stringContaining("ada@lovelace.example") });
    const loaded = readFileSync(list, "utf8").split("\n");
    expect(loaded.filter((url) => url.endsWith("/server/commands/run-commands.ts"))).toHaveLength(1);
    const packages = [
      "next",
      "next-auth",
      "@auth",
      "oidc-provider",
      "@prisma",
      "@electric-sql",
      "pg",
      "ioredis",
      "jose",
    ];
    const needless = [
      ...packages.map((name) => `/node_modules/${name}/`),
      ...["/server/compose.ts", "/server/config/load-settings.ts", "/server/database/"],
    ];
    expect(loaded.filter((url) => needless.some((part) => url.includes(part)))).toEqual([]);
  });

  it("leave no more open to other users than the database itself", () => {
    const mode = (path: string) => (statSync(join(dataDirectory, path)).mode & 0o777).toString(8);
    expect([mode("run"), mode("run/commands.sock"), mode("run/commands.json")]).toEqual(["700", "600", "600"]);
  });

  // Root alone can become another user.
  if (process.getuid?.() === 0) {
    it("are refused to another user of the machine", async () => {
      const refused = await portico(["system", "get"], { uid: 65_534 });
      expect(refused).toMatchObject({ exitCode: 4, out: "" });
      expect(refused.err).toContain("PORTICO_DATA_DIR");
    });
  }

  it("open the database themselves when no portal runs, also after one that was killed", async () => {
    await portal.stop("SIGKILL");
    const { exitCode, out } = await portico(["users", "find", "ada@lovelace.example"]);
    expect({ exitCode, out }).toEqual({ exitCode: 0, out: expect.stringContaining("Ada Lovelace") });
    portal = await startPortal({ dataDirectory, keepDataDirectory: true, port: portal.port });
    expect(await portico(["system", "get"])).toMatchObject({ exitCode: 0 });
  });
});
