import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureStreams } from "./bff/event-streams.ts";
import { fullLoad, type Load, loadGenerator, type Measured, steadyLoad } from "./bff/load.ts";
import { cpuMicroseconds, residentMegabytes } from "./bff/process-usage.ts";
import { startTarget, type Target } from "./bff/start-target.ts";
import { number, table } from "./bff/table.ts";

// Each contestant alone on one core, the load and the API on the other. See bench/README.md.
const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    connections: { type: "string", default: "32" },
    only: { type: "string", default: "pass-through,portico,express-peer,next-handler" },
  },
});
const seconds = Number(options.seconds);
const connections = Number(options.connections);
const [contestantCore, loadCore] = [0, 1];
const contestants = options.only.split(",");

interface Row extends Measured {
  name: string;
  cpuMicroseconds: number;
  residentMegabytes: number;
}

async function measure(name: string, target: Target, path: string): Promise<Row> {
  const load = loadOn(target, path);
  // Warm: compiled code, open connections, tokens and sessions at hand.
  await fullLoad({ ...load, seconds: 2 });
  const before = cpuMicroseconds(target.pid);
  const measured = await fullLoad(load);
  const cpu = (cpuMicroseconds(target.pid) - before) / measured.requests;
  return { ...measured, name, cpuMicroseconds: cpu, residentMegabytes: residentMegabytes(target.pid) };
}

function loadOn(target: Target, path: string): Load {
  const { cookies, headers } = target;
  return { url: `${target.url}${target.prefix}${path}`, headers, cookies, seconds, connections, core: loadCore };
}

async function withTarget<T>(name: string, env: Record<string, string>, work: (target: Target) => Promise<T>) {
  const target = await startTarget(name, contestantCore, env);
  try {
    return await work(target);
  } finally {
    await target.stop();
  }
}

function print(title: string, rows: readonly Row[]): void {
  const bare = rows.find((row) => row.name === "pass-through");
  const peer = rows.find((row) => row.name === "express-peer");
  const ratio = (row: Row, to: Row | undefined) => (to ? number(row.perSecond / to.perSecond, 2) : "");
  const head = ["", "req/s", "p50 ms", "p99 ms", "CPU µs/req", "MB", "failed", "× bare", "× express"];
  const cells = rows.map((row) => [
    row.name,
    number(row.perSecond),
    number(row.p50Ms, 2),
    number(row.p99Ms, 2),
    number(row.cpuMicroseconds, 1),
    number(row.residentMegabytes),
    String(row.failed),
    ratio(row, bare),
    ratio(row, peer),
  ]);
  console.log(`\n## ${title}\n\n${table(head, cells)}`);
}

function buildNextPeer(): void {
  const directory = join(import.meta.dirname, "bff/next-peer");
  if (existsSync(join(directory, ".next/BUILD_ID"))) return;
  console.log("Building the Next route handler …");
  const next = join(import.meta.dirname, "../node_modules/next/dist/bin/next");
  execFileSync(process.execPath, [next, "build", directory], { stdio: "ignore" });
}

if (cpus().length < 2) throw new Error("bench: needs two cores, one for the contestant and one for the load");
if (contestants.includes("next-handler")) buildNextPeer();
const api = await startTarget("api", loadCore);
const env = { API_URL: api.url };
console.log(`# BFF bench: Node ${process.version}, ${loadGenerator}, ${connections} connections, ${seconds} s each`);
console.log(`${cpus()[0]?.model}; contestant on core ${contestantCore}, load and API on core ${loadCore}`);

const small: Row[] = [];
const large: Row[] = [];
const steady: string[][] = [];
const streams: string[][] = [];
for (const name of contestants) {
  await withTarget(name, env, async (target) => {
    small.push(await measure(name, target, "/1kb"));
    large.push(await measure(name, target, "/100kb"));
    if (name !== "pass-through" && name !== "portico") return;
    const half = Math.min(...small.map((row) => row.perSecond)) / 2;
    const latency = await steadyLoad(loadOn(target, "/1kb"), half);
    steady.push([name, number(half), number(latency.p50Ms, 2), number(latency.p99Ms, 2), String(latency.failed)]);
    const events = await measureStreams(target, 1000, seconds);
    streams.push([
      name,
      number(events.open),
      number(events.events),
      number(events.p50DelayMs, 1),
      number(events.p99DelayMs, 1),
      number(events.cpuMicrosecondsPerEvent, 1),
      number(events.residentMegabytes),
    ]);
  });
}
print("1 KB JSON", small);
print("100 KB JSON", large);
if (contestants.includes("portico")) {
  const rows = await withTarget("portico", { ...env, SESSIONS: "1000" }, async (target) => [
    await measure("portico, 1,000 sessions", target, "/1kb"),
  ]);
  print("1 KB JSON, 1,000 different sessions in turn", [
    ...small.filter((row) => row.name !== "next-handler"),
    ...rows,
  ]);
}
console.log("\n## Half load\n");
console.log(table(["", "req/s", "p50 ms", "p99 ms", "failed"], steady));
console.log("\n## 1,000 open event streams, an event a second each\n");
const streamHead = ["", "open", "events", "p50 delay ms", "p99 delay ms", "CPU µs/event", "MB"];
console.log(table(streamHead, streams));
await api.stop();
