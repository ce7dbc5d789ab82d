import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const readyWithinMilliseconds = 30_000;
const examples = join(import.meta.dirname, "../../docs/forward-auth");

export type ProxyKind = "nginx" | "caddy";

export interface Answer {
  status: number;
  headers: IncomingMessage["headers"];
  body: string;
}

/**
 * Runs a documented example as it stands, with only what `replacements` names put in, until `stop`. `edit` does what the
 * example's comments say for apps that need more.
 *
 * Errors: throws with what the proxy printed when it ends or doesn't listen within half a minute.
 */
export async function startProxy(
  kind: ProxyKind,
  file: string,
  port: number,
  replacements: Readonly<Record<string, string>>,
  edit: (example: string) => string = (example) => example,
): Promise<{ stop(): Promise<void> }> {
  const directory = mkdtempSync(join(tmpdir(), "portico-proxy-"));
  let example = readFileSync(join(examples, file), "utf8");
  for (const [from, to] of Object.entries(replacements)) {
    if (!example.includes(from)) throw new Error(`${file} doesn't say ${from}`);
    example = example.replaceAll(from, to);
  }
  const path = join(directory, basename(file));
  writeFileSync(path, edit(example));
  const child = kind === "nginx" ? startNginx(path, directory) : startCaddy(path, directory);
  child.stderr?.resume();
  await untilListening(port, child);
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
  const deadline = Date.now() + readyWithinMilliseconds;
  while (Date.now() < deadline) {
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

/** Not fetch(): it adds Sec-Fetch-* of its own and refuses to send others, or another Host. */
export async function send(url: string, headers: Record<string, string>, method: string): Promise<Answer> {
  const outgoing = httpRequest(url, { method, headers, agent: false }).end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const body = Buffer.concat(await response.toArray()).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, body };
}
