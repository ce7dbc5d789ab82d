import { createServer } from "node:http";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { createForwardAuth } from "#server/forward-auth/create-forward-auth.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import {
  closeServer,
  cookieOf,
  listen,
  memoryReturnPaths,
  type RecordingApi,
  startRecordingApi,
} from "./bff-harness.ts";
import { findFreePorts } from "./free-ports.ts";
import { MemoryVault } from "./memory-vault.ts";
import { type Answer, type ProxyKind, send, startProxy } from "./reverse-proxy.ts";

/** Forward auth behind an HTTP server, an app that trusts its headers, and a real reverse proxy with the documented setup. */
export interface ForwardAuthWorld {
  vault: MemoryVault;
  app: RecordingApi;
  signedOut: string[];
  warned: { message: string; fields: unknown }[];
  origin: string;
  /** Through the proxy when there is one, else to forward auth directly. */
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>;
  cookieOf(session: LiveSession): string;
  close(): Promise<void>;
}

/** Everything on one host: no app elsewhere, so nothing that is kept in the database. */
export async function startForwardAuthWorld(
  proxy?: ProxyKind,
  { domains = [], edit }: { domains?: string[]; edit?: (example: string) => string } = {},
): Promise<ForwardAuthWorld> {
  const vault = new MemoryVault();
  const signedOut: string[] = [];
  const warned: { message: string; fields: unknown }[] = [];
  const app = await startRecordingApi();
  const server = createServer();
  const portalPort = await listen(server);
  const proxyPort = proxy ? await findFreePorts(1) : portalPort;
  const origin = `http://127.0.0.1:${proxyPort}`;
  const unused = () => Promise.reject(new Error("nothing is asked of the database"));
  const forwardAuth = createForwardAuth({
    settings: {
      origin,
      secure: false,
      claims: testSettings().claims,
      branding: { name: "Portico" },
      forwardAuth: { domains, origins: [] },
      trustedProxies: ["127.0.0.1"],
    },
    keys: new KeyRing([new Secret("a".repeat(40))]),
    database: { query: unused, execute: unused },
    vault: vault as unknown as SessionVault,
    keptReturnPaths: memoryReturnPaths(),
    rateLimiter: { take: unused },
    audit: { record: () => {} },
    log: { info: () => {}, warn: (message, fields) => void warned.push({ message, fields }), error: () => {} },
    signOut: async (session) => {
      signedOut.push(session.id);
      await vault.end(session);
      return { providerId: "google", providerName: "Google", upstream: [] };
    },
  });
  server.on("request", (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    if (forwardAuth.matches(path, request)) forwardAuth.handle(request, response);
    else response.writeHead(200, { "content-type": "text/plain" }).end(`portal ${request.url}`);
  });
  const replacements = {
    "127.0.0.1:3000": `127.0.0.1:${portalPort}`,
    "127.0.0.1:8000": `127.0.0.1:${proxyPort}`,
    "127.0.0.1:8080": new URL(app.url).host,
    "__Host-portico|": "__Host-portico|portico-test|",
  };
  const running = proxy
    ? await startProxy(proxy, proxy === "nginx" ? "nginx.conf" : "Caddyfile", proxyPort, replacements, edit)
    : undefined;
  return {
    vault,
    app,
    signedOut,
    warned,
    origin,
    cookieOf,
    get: (path, headers = {}, method = "GET") => send(`${origin}${path}`, headers, method),
    async close() {
      await running?.stop();
      await closeServer(server);
      await app.close();
    },
  };
}
