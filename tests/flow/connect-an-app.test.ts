import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AuthConfig } from "@auth/core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { allowApp, answerDevice } from "#tests/support/answer-pages.ts";
import { AuthBrowser } from "#tests/support/auth-browser.ts";
import { type CollectedProcess, startCollected } from "#tests/support/collected-process.ts";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { type CodeBlock, namedCodeBlocks } from "#tests/support/markdown-code.ts";
import { chooseAtProvider, ownForm } from "#tests/support/portal-world.ts";
import { type RunningPortal, startPortal } from "#tests/support/start-portal.ts";

const projectRoot = join(import.meta.dirname, "../..");
const blocks = namedCodeBlocks(readFileSync(join(projectRoot, "docs/connect-an-app.md"), "utf8"));
const withoutShell = ["bash", "curl", "openssl"].filter((name) => !isInstalled(name));

const secret = () => randomBytes(32).toString("hex");
const secrets = {
  MY_APP_SECRET: secret(),
  MY_SERVICE_SECRET: secret(),
  MY_API_SECRET: secret(),
  AUTH_SECRET: secret(),
};

const directory = mkdtempSync(join(tmpdir(), "portico-page-"));
const ran = new Set<string>();
const running: CollectedProcess[] = [];
let portal: RunningPortal;
let appUrl: string;
let ada: CookieBrowser;

beforeAll(async () => {
  const port = await findFreePorts(6);
  appUrl = `http://localhost:${port + 5}`;
  const config = join(directory, "portico.config.ts");
  const defineConfig = pathToFileURL(join(projectRoot, "server/config/define-config.ts")).href;
  writeFileSync(config, codeOf("portico.config.ts", port).replace("portico/config", defineConfig));
  portal = await startPortal({ port, config, env: secrets });
  ada = new CookieBrowser(portal.url);
  const begun = await ada.fetch("/api/auth/signin/google", ownForm(portal.url));
  await ada.fetch(await chooseAtProvider(begun.headers.get("location") ?? "", { person: "ada" }));
});
afterEach(async () => {
  for (const process of running.splice(0)) {
    process.stop();
    await process.exited;
  }
});
afterAll(async () => {
  await portal.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A block of the page; only where things are differs from what a reader runs. */
function codeOf(name: string, port = portal.port): string {
  const block = blocks.find((candidate: CodeBlock) => candidate.name === name);
  if (!block) throw new Error(`docs/connect-an-app.md has no block ${name}`);
  ran.add(name);
  return block.code
    .replaceAll("localhost:3000", `localhost:${port}`)
    .replaceAll("localhost:3002", `localhost:${port + 2}`)
    .replaceAll("localhost:8080", new URL(appUrl).host)
    .replaceAll("listen(8080", `listen(${new URL(appUrl).port}`);
}

function node(name: string, env: Record<string, string> = {}): CollectedProcess {
  const process_ = startCollected(process.execPath, ["--input-type=module", "-e", codeOf(name)], {
    ...secrets,
    ...env,
  });
  running.push(process_);
  return process_;
}

async function shell(name: string, env: Record<string, string> = {}): Promise<string> {
  const script = startCollected("bash", ["--norc", "-euo", "pipefail", "-c", codeOf(name)], { ...secrets, ...env });
  expect(await script.exited, script.output()).toBe(0);
  return script.output().trim();
}

async function shellJson(name: string, env: Record<string, string> = {}): Promise<Record<string, string>> {
  return JSON.parse(await shell(name, env)) as Record<string, string>;
}

describe("with openid-client", () => {
  it("signs a person in, says who it is and calls an API", async () => {
    const app = node("sign-in.mjs");
    await app.says(/Open/);
    const visitor = new CookieBrowser(appUrl);
    const sent = await visitor.fetch("/");
    const callback = await allowApp(portal.url, ada, sent.headers.get("location") ?? "");
    expect(await (await visitor.fetch(callback)).text()).toMatch(/^Hello, Ada Lovelace: \d+ events this week\.$/);
  });

  it("refuses a callback that began in another browser", async () => {
    const app = node("sign-in.mjs");
    await app.says(/Open/);
    const sent = await new CookieBrowser(appUrl).fetch("/");
    const callback = await allowApp(portal.url, ada, sent.headers.get("location") ?? "");
    const stranger = new CookieBrowser(appUrl);
    const answer = await stranger.fetch(callback);
    expect([answer.status, await answer.text()]).toEqual([400, "This sign-in did not begin in this browser."]);
    await stranger.fetch("/");
    expect((await stranger.fetch(callback)).status).toBe(400);
  });

  it("pushes the request and binds the tokens to a key", async () => {
    const app = node("par-and-dpop.mjs");
    const [, location = ""] = await app.says(/Open (\S+)/);
    expect([...new URL(location).searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);
    app.write((await allowApp(portal.url, ada, location)).href);
    expect(await app.exited, app.output()).toBe(0);
    expect(app.output()).toMatch(/dpop token for Ada Lovelace/i);
  });

  it.each([
    ["approve", /^\d+ events this week$/m],
    ["deny", /^access_denied$/m],
  ] as const)("asks on a device and hears it when somebody answers: %s", async (decision, heard) => {
    const device = node("device.mjs");
    const [, userCode = ""] = await device.says(/enter (\S+)/);
    expect(await answerDevice(portal.url, ada, userCode, decision)).toBe("/device/done");
    expect(await device.exited).toBe(0);
    expect(device.output()).toMatch(heard);
  });

  it("gets a service its own token", async () => {
    const service = node("service.mjs");
    expect(await service.exited, service.output()).toBe(0);
    expect(service.output()).toMatch(/requests: \d+/);
  });
});

describe("with Auth.js", () => {
  it("signs a person in", async () => {
    const file = join(directory, "auth-config.mjs");
    Object.assign(process.env, secrets);
    writeFileSync(file, codeOf("auth-config.mjs"));
    const { config } = (await import(pathToFileURL(file).href)) as { config: AuthConfig };
    const visitor = new AuthBrowser(appUrl, config);
    expect(await visitor.signIn((location) => allowApp(portal.url, ada, location))).toMatchObject({
      user: { name: "Ada Lovelace", email: "ada@lovelace.example" },
    });
  });
});

const why = withoutShell.length > 0 ? ` (skipped: ${withoutShell.join(", ")} not installed)` : "";

describe.skipIf(withoutShell.length > 0)(`with curl${why}`, () => {
  it("gets, uses, checks, exchanges, refreshes and revokes a person's tokens", async () => {
    const [, VERIFIER = "", location = ""] = /VERIFIER=(\S+)\s+(\S+)/.exec(await shell("authorize.sh")) ?? [];
    const callback = await allowApp(portal.url, ada, location);
    const CODE = callback.searchParams.get("code") ?? "";
    const first = await shellJson("code.sh", { CODE, VERIFIER });
    expect(first).toMatchObject({ token_type: "Bearer", id_token: expect.any(String) });
    const person = await shellJson("userinfo.sh", { USERINFO_TOKEN: first["access_token"] ?? "" });
    expect(person).toHaveProperty("sub");

    const next = await shellJson("refresh.sh", { REFRESH_TOKEN: first["refresh_token"] ?? "" });
    const ACCESS_TOKEN = next["access_token"] ?? "";
    expect(next["scope"]).toBe("calendar:read");
    expect(await shellJson("call.sh", { ACCESS_TOKEN })).toHaveProperty("events");
    expect(await shellJson("introspect.sh", { ACCESS_TOKEN })).toMatchObject({ active: true, sub: person["sub"] });

    const exchanged = await shellJson("exchange.sh", { ACCESS_TOKEN });
    expect(exchanged).toMatchObject({ scope: "notes:read", token_type: "Bearer" });
    expect(exchanged).not.toHaveProperty("refresh_token");
    const api = node("api.mjs", { ACCESS_TOKEN });
    expect(await api.exited, api.output()).toBe(0);
    expect(api.output()).toContain(`notes of ${person["sub"]}`);

    expect(await shell("revoke.sh", { REFRESH_TOKEN: next["refresh_token"] ?? "" })).toBe("200");
    expect(await shellJson("introspect.sh", { ACCESS_TOKEN })).toEqual({ active: false });
  });

  it("gets a service's token", async () => {
    const answer = await shellJson("client-credentials.sh");
    expect(answer).toMatchObject({ token_type: "Bearer", scope: "report:read" });
  });

  it("asks on a device and polls until somebody has answered", async () => {
    const asked = await shellJson("device-ask.sh");
    const DEVICE_CODE = asked["device_code"] ?? "";
    await answerDevice(portal.url, ada, asked["user_code"] ?? "", "approve");
    expect(await shellJson("device-poll.sh", { DEVICE_CODE })).toMatchObject({ scope: "calendar:read" });
  });

  it("pushes an authorization request", async () => {
    const CHALLENGE = randomBytes(32).toString("base64url");
    const pushed = await shellJson("par.sh", { CHALLENGE, STATE: "the-state" });
    expect(pushed).toMatchObject({ request_uri: expect.stringContaining("urn:ietf:params:oauth:request_uri:") });
    const request_uri = pushed["request_uri"] ?? "";
    const query = new URLSearchParams({ client_id: "my-app", request_uri });
    const callback = await allowApp(portal.url, ada, `${portal.url}/oauth2/authorize?${query}`);
    expect(callback.searchParams.get("state")).toBe("the-state");
    expect(callback.searchParams.has("code")).toBe(true);
  });
});

it.skipIf(withoutShell.length > 0)("has no example that was not run", () => {
  expect([...ran].sort()).toEqual(blocks.map(({ name }) => name).sort());
});

it("keeps every program to what fits a screen: forty lines with imports and set-up", () => {
  const lines = blocks
    .filter(({ language }) => language === "js")
    .map(({ name, code }) => [name, code.trim().split("\n").length] as const);
  expect(lines.filter(([, count]) => count > 40)).toEqual([]);
});

function isInstalled(name: string): boolean {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch (error) {
    // One that doesn't know --version is there all the same.
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}
