import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { SteadyOrder, SteadyResult } from "./steady-client.ts";

const run = promisify(execFile);
export const loadGenerator = existsSync("/usr/bin/wrk") ? "wrk" : "autocannon";

export interface Load {
  url: string;
  headers: Record<string, string>;
  /** Used in turn; empty: none. */
  cookies: string[];
  seconds: number;
  connections: number;
  core: number;
}

export interface Measured {
  perSecond: number;
  requests: number;
  p50Ms: number;
  p99Ms: number;
  failed: number;
}

/** As many requests as the contestant answers. */
export async function fullLoad(load: Load): Promise<Measured> {
  return loadGenerator === "wrk" ? withWrk(load) : withAutocannon(load);
}

/** A steady number of requests a second to each in turn, with latencies counted from when each was due. */
export async function steadyLoad(
  loads: readonly (Load & { name: string })[],
  perSecond: number,
  seconds: number,
): Promise<SteadyResult[]> {
  const [{ connections, core } = { connections: 0, core: 0 }] = loads;
  const contestants = loads.map(({ name, ...load }) => {
    const { hostname, port, pathname } = new URL(load.url);
    const headers = { Host: hostname, ...load.headers, ...(load.cookies[0] ? { Cookie: load.cookies[0] } : {}) };
    const lines = Object.entries(headers).map(([header, value]) => `${header}: ${value}\r\n`);
    const request = `GET ${pathname} HTTP/1.1\r\n${lines.join("")}\r\n`;
    return { name, host: hostname, port: Number(port), request };
  });
  const order: SteadyOrder = { contestants, perSecond: Math.round(perSecond), seconds, connections };
  const program = join(import.meta.dirname, "steady-client.ts");
  const args = ["-c", String(core), process.execPath, program, JSON.stringify(order)];
  return JSON.parse((await run("taskset", args)).stdout) as SteadyResult[];
}

async function withWrk(load: Load): Promise<Measured> {
  const directory = mkdtempSync(join(tmpdir(), "portico-bench-"));
  const script = join(directory, "requests.lua");
  writeFileSync(script, wrkScript(load));
  try {
    const args = ["-t1", `-c${load.connections}`, `-d${load.seconds}s`, "--timeout", "10s", "-s", script, load.url];
    const { stdout } = await run("taskset", ["-c", String(load.core), "wrk", ...args]);
    const line = stdout.split("\n").find((text) => text.startsWith("{")) ?? "{}";
    return JSON.parse(line) as Measured;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Cookies in turn, and the result as JSON: wrk's own summary rounds. */
function wrkScript({ headers, cookies }: Load): string {
  const set = Object.entries(headers).map(([name, value]) => `wrk.headers[${quote(name)}] = ${quote(value)}`);
  return `
local cookies = { ${cookies.map(quote).join(", ")} }
local turn = 0
${set.join("\n")}
local prepared = {}
function init()
  for index, cookie in ipairs(cookies) do
    wrk.headers["Cookie"] = cookie
    prepared[index] = wrk.format("GET")
  end
  if #cookies == 0 then prepared[1] = wrk.format("GET") end
end
function request()
  turn = turn % #prepared + 1
  return prepared[turn]
end
function done(summary, latency)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
  print(string.format('{"perSecond":%f,"requests":%d,"p50Ms":%f,"p99Ms":%f,"failed":%d}',
    summary.requests / (summary.duration / 1e6), summary.requests,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, failed))
end
`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

async function withAutocannon(load: Load): Promise<Measured> {
  const headers = { ...load.headers, ...(load.cookies[0] ? { Cookie: load.cookies[0] } : {}) };
  const program = join(import.meta.dirname, "../../node_modules/autocannon/autocannon.js");
  const { stdout } = await run(
    "taskset",
    [
      ...["-c", String(load.core), process.execPath, program, "--json", "--no-progress"],
      ...["-c", String(load.connections), "-d", String(load.seconds)],
      ...Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}=${value}`]),
      load.url,
    ],
    { maxBuffer: 16 * 1024 ** 2 },
  );
  const result = JSON.parse(stdout) as {
    requests: { total: number };
    latency: { p50: number; p99: number };
    duration: number;
    errors: number;
    non2xx: number;
  };
  return {
    perSecond: result.requests.total / result.duration,
    requests: result.requests.total,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.errors + result.non2xx,
  };
}
