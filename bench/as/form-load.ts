import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Measured } from "../bff/load.ts";

const run = promisify(execFile);

export interface FormLoad {
  url: string;
  authorization: string;
  /** Posted in turn. */
  bodies: string[];
  /** What the answers' refresh tokens are appended to, to be posted instead of the body that got them. */
  next?: string;
  seconds: number;
  connections: number;
  core: number;
}

/** Posts forms as fast as they are answered. */
export async function formLoad(load: FormLoad): Promise<Measured & { left: string[] }> {
  const directory = mkdtempSync(join(tmpdir(), "portico-bench-"));
  const script = join(directory, "forms.lua");
  writeFileSync(script, wrkScript(load));
  try {
    const args = ["-t1", `-c${load.connections}`, `-d${load.seconds}s`, "--timeout", "10s", "-s", script, load.url];
    const { stdout } = await run("taskset", ["-c", String(load.core), "wrk", ...args], { maxBuffer: 16 * 1024 ** 2 });
    const lines = stdout.split("\n");
    const measured = JSON.parse(lines.find((line) => line.startsWith("{")) ?? "{}") as Measured;
    return { ...measured, left: lines.filter((line) => line.startsWith("left ")).map((line) => line.slice(5)) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * Bodies wait in a queue. A rotating refresh token leaves it when it is sent, and its successor joins at the end; what is
 * left is printed for the next round, without the tokens that were under way when time was up.
 */
function wrkScript({ authorization, bodies, next }: FormLoad): string {
  const remember = `function response(status, _, body)
  local token = body:match('"refresh_token":"([^"]+)"')
  if status == 200 and token then
    tail = tail + 1
    queue[tail] = ${quote(next ?? "")} .. token
  end
end`;
  return `
queue = { ${bodies.map(quote).join(", ")} }
head, tail = 1, #queue
wrk.method = "POST"
wrk.headers["Authorization"] = ${quote(authorization)}
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Accept"] = "application/json"
local rotating = ${String(next !== undefined)}
local prepared = {}
function setup(thread) only = thread end
function request()
  local body = queue[head]
  if rotating then
    queue[head] = nil
    head = head + 1
    return wrk.format(nil, nil, nil, body)
  end
  prepared[head] = prepared[head] or wrk.format(nil, nil, nil, body)
  local ready = prepared[head]
  head = head % tail + 1
  return ready
end
${next === undefined ? "" : remember}
function done(summary, latency)
  for _, body in pairs(only:get("queue")) do print("left " .. body) end
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
