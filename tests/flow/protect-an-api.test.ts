import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CollectedProcess, startCollected } from "#tests/support/collected-process.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { namedCodeBlocks } from "#tests/support/markdown-code.ts";
import { type RunningPortal, startPortal } from "#tests/support/start-portal.ts";

const projectRoot = join(import.meta.dirname, "../..");
const blocks = namedCodeBlocks(readFileSync(join(projectRoot, "docs/protect-an-api.md"), "utf8"));
const secret = "the secret of My Service, long enough";
const basic = `Basic ${Buffer.from(`my-service:${encodeURIComponent(secret)}`).toString("base64")}`;

const directory = mkdtempSync(join(tmpdir(), "portico-page-"));
let portal: RunningPortal;
let api: CollectedProcess;
let apiUrl: string;

/** A block of the page; only where things are differs from what a reader runs. */
function codeOf(name: string, port: number): string {
  const block = blocks.find((candidate) => candidate.name === name);
  if (!block) throw new Error(`docs/protect-an-api.md has no block ${name}`);
  return block.code
    .replaceAll("localhost:3000", `localhost:${port}`)
    .replaceAll("localhost:8080", `localhost:${port + 5}`)
    .replaceAll("listen(8080", `listen(${port + 5}`);
}

beforeAll(async () => {
  const port = await findFreePorts(6);
  apiUrl = `http://localhost:${port + 5}`;
  const config = join(directory, "portico.config.ts");
  const defineConfig = pathToFileURL(join(projectRoot, "server/config/define-config.ts")).href;
  writeFileSync(config, codeOf("portico.config.ts", port).replace("portico/config", defineConfig));
  portal = await startPortal({ port, config, env: { MY_SERVICE_SECRET: secret } });
  api = startCollected(process.execPath, ["--input-type=module", "-e", codeOf("jwt-api.mjs", port)]);
  await api.says(/Open/);
});
afterAll(async () => {
  api.stop();
  await api.exited;
  await portal.stop();
  rmSync(directory, { recursive: true, force: true });
});

const ask = (path: string, form: Record<string, string>) =>
  fetch(portal.url + path, { method: "POST", body: new URLSearchParams(form), headers: { authorization: basic } });
async function newToken(): Promise<string> {
  const form = { grant_type: "client_credentials", scope: "orders:read", resource: apiUrl };
  return ((await (await ask("/oauth2/token", form)).json()) as { access_token: string }).access_token;
}
const call = (token: string) => fetch(apiUrl, { headers: { authorization: `Bearer ${token}` } });

it("refuses a token that was revoked, and takes the next one", async () => {
  const [revoked, good] = [await newToken(), await newToken()];
  await ask("/oauth2/revoke", { token: revoked });
  expect((await call(revoked)).status).toBe(401);
  const answer = await call(good);
  expect([answer.status, await answer.text()]).toEqual([200, "orders for my-service\n"]);
});

it("refuses what Portico did not sign", async () => {
  const token = await newToken();
  for (const wrong of ["", "no-jwt", `${token.slice(0, -6)}AAAAAA`]) expect((await call(wrong)).status).toBe(401);
});

it("shows every block that it names, and no other", () => {
  expect(blocks.map(({ name }) => name)).toEqual(["portico.config.ts", "jwt-api.mjs"]);
});
