import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createForwardAuth, type ForwardAuthDeps } from "#server/bff/forward-auth.ts";
import type { Settings } from "#server/config/settings.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import { closeServer, cookieOf, listen, MemoryVault, type RecordingApi, startRecordingApi } from "./bff-harness.ts";
import { findFreePorts } from "./free-ports.ts";

const examples = join(import.meta.dirname, "../../docs/forward-auth");

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

/** Forward auth behind an HTTP server, an app that trusts its headers, and a real reverse proxy with the documented setup. */
export interface ForwardAuthWorld {
  vault: MemoryVault;
  app: RecordingApi;
  signedOut: string[];
  /** Through the proxy when there is one, else to forward auth directly. */
  get(path: string, headers?: Record<string, string>, method?: string): Promise<Answer>;
  cookieOf(session: LiveSession): string;
  close(): Promise<void>;
}

export async function startForwardAuthWorld(
  proxy?: "nginx" | "caddy",
  extra: Partial<Omit<ForwardAuthDeps, "settings">> = {},
): Promise<ForwardAuthWorld> {
  const vault = new MemoryVault();
  const signedOut: string[] = [];
  const app = await startRecordingApi();
  const server = createServer();
  const portalPort = await listen(server);
  const proxyPort = proxy ? await findFreePorts(1) : portalPort;
  const origin = `http://127.0.0.1:${proxyPort}`;
  const forwardAuth = createForwardAuth({
    settings: { origin, secure: false } as Settings,
    vault: vault as unknown as SessionVault,
    signOut: async (session) => {
      signedOut.push(session.id);
      await vault.end(session);
      return { providerId: "google", providerName: "Google", upstream: [] };
    },
    ...extra,
  });
  server.on("request", (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    if (forwardAuth.matches(path, request)) forwardAuth.handle(request, response);
    else response.writeHead(200, { "content-type": "text/plain" }).end(`portal ${request.url}`);
  });
  const running = proxy ? await startProxy(proxy, { portalPort, proxyPort, appUrl: app.url }) : undefined;
  return {
    vault,
    app,
    signedOut,
    cookieOf,
    get: (path, headers = {}, method = "GET") => send(`${origin}${path}`, headers, method),
    async close() {
      await running?.stop();
      await closeServer(server);
      await app.close();
    },
  };
}

interface Addresses {
  portalPort: number;
  proxyPort: number;
  appUrl: string;
}

/** Runs the documented example, with only its three addresses and the test's cookie name put in. */
async function startProxy(kind: "nginx" | "caddy", { portalPort, proxyPort, appUrl }: Addresses) {
  const directory = mkdtempSync(join(tmpdir(), "portico-proxy-"));
  const file = kind === "nginx" ? "nginx.conf" : "Caddyfile";
  const example = readFileSync(join(examples, file), "utf8")
    .replaceAll("127.0.0.1:3000", `127.0.0.1:${portalPort}`)
    .replaceAll("127.0.0.1:8000", `127.0.0.1:${proxyPort}`)
    .replaceAll("127.0.0.1:8080", new URL(appUrl).host)
    .replaceAll("__Host-portico|", "__Host-portico|portico-test|");
  const path = join(directory, file);
  writeFileSync(path, example);
  const child = kind === "nginx" ? startNginx(path, directory) : startCaddy(path, directory);
  child.stderr?.resume();
  await untilListening(proxyPort, child);
  return {
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function startNginx(config: string, directory: string): ChildProcess {
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${directory}/${name};`)
    .join(" ");
  const text = readFileSync(config, "utf8").replace("http {", `http { access_log off; ${paths}`);
  writeFileSync(config, text);
  const globals = `daemon off; master_process off; pid ${directory}/nginx.pid; error_log stderr;`;
  return spawn("/usr/sbin/nginx", ["-c", config, "-p", directory, "-g", globals], {
    stdio: ["ignore", "ignore", "pipe"],
  });
}

function startCaddy(config: string, directory: string): ChildProcess {
  return spawn("/usr/bin/caddy", ["run", "--config", config, "--adapter", "caddyfile"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
  });
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  let failure = "";
  child.stderr?.on("data", (chunk) => {
    failure += chunk;
  });
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`the proxy ended: ${failure}`);
    const answered = await send(`http://127.0.0.1:${port}/`, {}, "GET").then(
      () => true,
      () => false,
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the proxy doesn't listen: ${failure}`);
}

/** Not fetch(): it adds Sec-Fetch-* of its own and refuses to send others. */
async function send(url: string, headers: Record<string, string>, method: string): Promise<Answer> {
  const outgoing = httpRequest(url, { method, headers, agent: false }).end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}
