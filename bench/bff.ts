import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureStreams } from "./bff/event-streams.ts";
import { fullLoad, type Load, loadGenerator, type Measured, steadyLoad } from "./bff/load.ts";
import { cpuMicroseconds, residentMegabytes } from "./bff/process-usage.ts";
import { startTarget, type Target } from "./bff/start-target.ts";
import { stolenTicks } from "./bff/stolen-time.ts";
import { number, table } from "./bff/table.ts";

// Each contestant alone on one core, the load and the API on the other. See bench/README.md.
const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "2" },
    rounds: { type: "string", default: "7" },
    connections: { type: "string", default: "32" },
    soak: { type: "string", default: "0" },
    only: { type: "string", default: "pass-through,portico,express-peer,next-handler" },
  },
});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const soakCalls = Number(options.soak);
const connections = Number(options.connections);
/** Until V8 has compiled what is hot and the heap has its size: after two seconds Portico still did two thirds of what it does after eight. */
const warmUpSeconds = 8;
/** Long enough for everything that comes now and then, full collections among them. */
const steadySeconds = 60;
const streamSeconds = 5;
const [contestantCore, loadCore] = [0, 1];
const contestants = options.only.split(",");

interface Row extends Measured {
  name: string;
  cpuMicroseconds: number;
  residentMegabytes: number;
}

/** On a host that takes the cores away all the time there are never enough rounds that count. */
const roundsPerWanted = 3;

/**
 * Rounds in turn, so that what else the machine does meets all of them; of each contestant's rounds in which the host took
 * nothing away the median counts. If one has none, the median of all, for all.
 */
async function measureInTurn(targets: readonly [string, Target][], path: string): Promise<Row[]> {
  // Warm: compiled code, open connections, tokens and sessions at hand.
  for (const [, target] of targets) {
    await greetEverySession(target, path);
    await fullLoad({ ...loadOn(target, path), seconds: warmUpSeconds });
  }
  const measured = targets.map(([name, target]) => ({ name, target, quiet: [] as Row[], all: [] as Row[] }));
  const enough = () => measured.every(({ quiet }) => quiet.length >= rounds);
  for (let round = 0; round < rounds * roundsPerWanted && !enough(); round++) {
    for (const { name, target, quiet, all } of measured) {
      const stolenBefore = stolenTicks();
      const row = await measure(name, target, path);
      all.push(row);
      if (stolenTicks() === stolenBefore) quiet.push(row);
    }
  }
  for (const { name, quiet, all } of measured)
    console.log(`${path} ${name}: ${quiet.length} of ${all.length} rounds count`);
  // As many of each: of different numbers the medians would not be comparable.
  const counted = Math.min(rounds, ...measured.map(({ quiet }) => quiet.length));
  return measured.map(({ quiet, all }) => medianOf(counted === 0 ? all : quiet.slice(0, counted)));
}

async function measure(name: string, target: Target, path: string): Promise<Row> {
  const before = cpuMicroseconds(target.pid);
  const measured = await fullLoad(loadOn(target, path));
  const cpu = (cpuMicroseconds(target.pid) - before) / measured.requests;
  return { ...measured, name, cpuMicroseconds: cpu, residentMegabytes: residentMegabytes(target.pid) };
}

/** A session's first call unseals its cookie and gets its token: that is measured nowhere here. */
async function greetEverySession(target: Target, path: string): Promise<void> {
  for (const cookie of target.cookies) {
    const headers = { ...target.headers, cookie };
    await (await fetch(`${target.url}${target.prefix}${path}`, { headers })).arrayBuffer();
  }
}

function loadOn(target: Target, path: string): Load {
  const { cookies, headers } = target;
  return { url: `${target.url}${target.prefix}${path}`, headers, cookies, seconds, connections, core: loadCore };
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

execFileSync("taskset", ["-pc", String(loadCore), String(process.pid)], { stdio: "ignore" });
if (cpus().length < 2) throw new Error("bench: needs two cores, one for the contestant and one for the load");
if (contestants.includes("next-handler")) buildNextPeer();
const api = await startTarget("api", loadCore);
const env = { API_URL: api.url };
console.log(
  `# BFF bench: Node ${process.version}, ${loadGenerator}, ${connections} connections, median of ${rounds} or more rounds of ${seconds} s`,
);
console.log(`${cpus()[0]?.model}; contestant on core ${contestantCore}, load and API on core ${loadCore}`);

const targets: [string, Target][] = [];
for (const name of contestants) targets.push([name, await startTarget(name, contestantCore, env)]);
const crowd = contestants.includes("portico")
  ? await startTarget("portico", contestantCore, { ...env, SESSIONS: "1000", BENCH_PORT: "24051" })
  : undefined;

const everybody: [string, Target][] = crowd ? [...targets, ["portico, 1,000 sessions", crowd]] : targets;
const small = await measureInTurn(everybody, "/1kb");
print("1 KB JSON", small);
print("100 KB JSON", await measureInTurn(targets, "/100kb"));

// The same for both: half of what the slower one can do.
const proxies = small.filter(({ name }) => isProxy(name)).map(({ perSecond }) => perSecond);
const halfLoad = Math.min(...proxies) / 2;
const steady = await measureSteadily(targets.filter(([name]) => isProxy(name)));
const streams: string[][] = [];
for (const [name, target] of targets.filter(([name]) => isProxy(name))) {
  const events = await measureStreams(target, 1000, streamSeconds);
  streams.push([
    name,
    number(events.open),
    number(events.events),
    number(events.p50DelayMs, 1),
    number(events.p99DelayMs, 1),
    number(events.cpuMicrosecondsPerEvent, 1),
    number(events.residentMegabytes),
  ]);
}
const portico = targets.find(([name]) => name === "portico")?.[1];
if (portico && soakCalls > 0) await soak(portico);
console.log("\n## Half load\n");
console.log(
  table(
    [
      "",
      "req/s",
      "p50 ms",
      "p99 of the median turn",
      "p99 ms",
      "p99.9 ms",
      "p99 of all turns",
      "failed",
      "turns set aside",
    ],
    steady,
  ),
);
console.log("\n## 1,000 open event streams, an event a second each\n");
const streamHead = ["", "open", "events", "p50 delay ms", "p99 delay ms", "CPU µs/event", "MB"];
console.log(table(streamHead, streams));
for (const [, target] of everybody) await target.stop();
await api.stop();

/** Both in one program, in turn; see steady-client.ts. */
async function measureSteadily(proxies: readonly [string, Target][]): Promise<string[][]> {
  const loads = proxies.map(([name, target]) => ({ ...loadOn(target, "/1kb"), name }));
  const results = await steadyLoad(loads, halfLoad, steadySeconds);
  return results.map(({ name, failed, turns, turnsSetAside, ...one }) => [
    name,
    number(halfLoad),
    ...[one.p50Ms, one.p99OfMedianTurnMs, one.p99Ms, one.p999Ms, one.p99OfAllMs].map((ms) => number(ms, 2)),
    String(failed),
    `${turnsSetAside} of ${turns}`,
  ]);
}

/** Memory must stay flat, however many calls there were. */
async function soak(target: Target): Promise<void> {
  const rows: string[][] = [];
  let calls = 0;
  while (calls < soakCalls) {
    calls += (await fullLoad({ ...loadOn(target, "/1kb"), seconds: 15 })).requests;
    const { heapMegabytes, residentMegabytes } = await target.memory();
    rows.push([number(calls), number(heapMegabytes, 1), number(residentMegabytes)]);
  }
  console.log(`\n## Memory over ${number(calls)} calls\n\n${table(["calls", "live heap MB", "resident MB"], rows)}`);
}

function medianOf(rows: readonly Row[]): Row {
  const sorted = [...rows].sort((one, other) => one.perSecond - other.perSecond);
  return sorted[Math.floor((sorted.length - 1) / 2)] as Row;
}

function isProxy(name: string): boolean {
  return name === "pass-through" || name === "portico";
}
