import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { allowApp } from "#tests/support/answer-pages.ts";
import { AssistantMemory, callTool, connectAssistant } from "#tests/support/assistant.ts";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { type CertificateAuthority, createCertificateAuthority } from "#tests/support/local-certificates.ts";
import { findForm } from "#tests/support/page-form.ts";
import { chooseAtProvider, ownForm } from "#tests/support/portal-world.ts";
import { type RunningPortal, startPortal } from "#tests/support/start-portal.ts";

// The official SDK's client at the demo API, with its defaults: neither the assistant nor the portal is told about the other.

const loopback = "http://127.0.0.1:33418/callback";
const directory = mkdtempSync(join(tmpdir(), "portico-assistants-"));
let authority: CertificateAuthority;
let host: Server;
let documentAddress: string;
let portal: RunningPortal;
let endpoint: string;

beforeAll(async () => {
  authority = createCertificateAuthority();
  const { certificate, key } = authority.issue("localhost", "/CN=localhost", "DNS:localhost");
  host = createServer({ cert: certificate, key }, (_request, response) => {
    const document = {
      client_id: documentAddress,
      client_name: "Documented Assistant",
      redirect_uris: [loopback],
      grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
      token_endpoint_auth_method: "none",
    };
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => host.listen(0, "localhost", resolve));
  documentAddress = `https://localhost:${(host.address() as AddressInfo).port}/assistant.json`;
  const config = join(directory, "portico.config.mjs");
  writeFileSync(config, "export default { clientIdMetadataDocuments: { allowPrivateNetwork: true } };\n");
  portal = await startPortal({ config, env: { NODE_EXTRA_CA_CERTS: authority.certificateFile } });
  endpoint = `${portal.urls.api}/mcp`;
});
afterAll(async () => {
  await portal?.stop();
  host.closeAllConnections();
  host.close();
  authority.remove();
  rmSync(directory, { recursive: true, force: true });
});

async function signIn(person: "ada" | "grace" | "alan"): Promise<CookieBrowser> {
  const browser = new CookieBrowser(portal.url);
  const begun = await browser.fetch("/api/auth/signin/google", ownForm(portal.url));
  await browser.fetch(await chooseAtProvider(begun.headers.get("location") ?? "", { person }));
  return browser;
}

const allowAs = (browser: CookieBrowser) => (url: URL) => allowApp(portal.url, browser, url.href);

/** What the SDK keeps once its access token is over, by time or otherwise. */
function outlive(memory: AssistantMemory): void {
  if (memory.kept) memory.kept = { ...memory.kept, access_token: "ptc_at_u_over" };
  memory.sentTo = undefined;
}

const notAsked = () => Promise.reject(new Error("the person was asked"));

it("finds its way from the API's 401 to a tool's answer, registering itself on the way, and refreshes", async () => {
  const memory = new AssistantMemory(loopback);
  const client = await connectAssistant(endpoint, memory, allowAs(await signIn("ada")));
  expect(memory.information?.client_id).toMatch(/^open_/);
  expect(memory.sentTo?.searchParams.get("resource")).toBe(endpoint);
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(["list_notes", "add_note"]);
  expect(await callTool(client, "add_note", { text: "Noted by an assistant." })).toBe("Noted.");
  const first = memory.kept?.refresh_token;
  expect(first).toMatch(/^ptc_rt_/);
  for (const before of [first, undefined]) {
    outlive(memory);
    expect(await callTool(await connectAssistant(endpoint, memory, notAsked), "list_notes")).toContain(
      "by an assistant",
    );
    expect(memory.kept?.refresh_token).not.toBe(before);
  }
});

it("is asked about as not reviewed, in words that say what the API is", async () => {
  const memory = new AssistantMemory(loopback);
  const browser = await signIn("grace");
  let page = "";
  await connectAssistant(endpoint, memory, async (url) => {
    const asked = await browser.fetch(url);
    page = await (await browser.fetch(asked.headers.get("location") ?? "")).text();
    return allowApp(portal.url, browser, url.href);
  });
  const text = page.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");
  for (const words of ["Notes for assistants", "See your notes", "Change your notes", "Keep access while you are away"])
    expect(text).toContain(words);
  expect(text).toContain("Not reviewed by Portico");
});

it("is known by a document about itself, which it prefers to registering", async () => {
  const memory = new AssistantMemory(loopback, { clientMetadataUrl: documentAddress });
  const client = await connectAssistant(endpoint, memory, allowAs(await signIn("alan")));
  expect(memory.information?.client_id).toBe(documentAddress);
  expect(await callTool(client, "list_notes")).toContain("Portico");
  outlive(memory);
  await callTool(await connectAssistant(endpoint, memory, notAsked), "list_notes");
});

it("asks for more when a tool needs it, keeping what it has", async () => {
  const memory = new AssistantMemory(loopback);
  const browser = await signIn("grace");
  const client = await connectAssistant(endpoint, memory, async (url) => {
    url.searchParams.set("scope", "notes:read");
    return allowApp(portal.url, browser, url.href);
  });
  expect(await callTool(client, "list_notes")).not.toBe("");
  // With a refresh token the SDK only refreshes, which can't add a scope (RFC 6749 §6).
  if (memory.kept) delete memory.kept.refresh_token;
  await expect(callTool(client, "add_note", { text: "More." })).rejects.toThrow();
  expect(memory.sentTo?.searchParams.get("scope")).toBe("notes:read notes:write");
});

it("is out at once when the person removes its access, and asks anew", async () => {
  const memory = new AssistantMemory(loopback, { client_name: "Removed Assistant" });
  const browser = await signIn("alan");
  const client = await connectAssistant(endpoint, memory, allowAs(browser));
  await callTool(client, "list_notes");
  const list = await (await browser.fetch("/connected-apps")).text();
  const [, path = ""] =
    /href="(\/connected-apps\/[0-9a-f-]{36})"[^>]*>(?:(?!<a ).)*Removed Assistant/s.exec(list) ?? [];
  const form = findForm(await (await browser.fetch(`${path}?remove`)).text(), "/remove");
  await browser.fetch(form.action, ownForm(portal.url, form.fields));
  memory.sentTo = undefined;
  await expect(callTool(client, "list_notes")).rejects.toThrow();
  expect(memory.sentTo).toBeDefined();
});

it("runs in a page as well: metadata, registration and the endpoint answer other origins, without credentials", async () => {
  const origin = "http://localhost:6274";
  const metadata = `${portal.urls.api}/.well-known/oauth-protected-resource/mcp`;
  const discovery = `${portal.url}/.well-known/oauth-authorization-server`;
  for (const [url, method, asked] of [
    [endpoint, "POST", "authorization,content-type,mcp-protocol-version"],
    [discovery, "GET", "mcp-protocol-version"],
    [`${portal.url}/oauth2/register`, "POST", "content-type"],
  ] as const) {
    const preflight = await fetch(url, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": method, "access-control-request-headers": asked },
    });
    expect([url, preflight.ok]).toEqual([url, true]);
    const allowed = preflight.headers.get("access-control-allow-headers")?.split(/, */) ?? [];
    expect(allowed).toEqual(expect.arrayContaining(asked.split(",")));
    expect(["*", origin]).toContain(preflight.headers.get("access-control-allow-origin"));
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
  }
  for (const url of [metadata, discovery, endpoint]) {
    const answer = await fetch(url, { headers: { origin } });
    expect(["*", origin]).toContain(answer.headers.get("access-control-allow-origin"));
  }
  expect(await (await fetch(metadata)).json()).toEqual({
    resource: endpoint,
    authorization_servers: [portal.url],
    scopes_supported: ["notes:read", "notes:write"],
    bearer_methods_supported: ["header"],
  });
  const refused = await fetch(endpoint, { method: "POST", headers: { origin } });
  expect(refused.headers.get("www-authenticate")).toContain(`resource_metadata="${metadata}"`);
  expect(refused.headers.get("access-control-expose-headers")).toBe("www-authenticate");
});
