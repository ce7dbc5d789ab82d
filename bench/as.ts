import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import pg from "pg";
import { apiScope, audience, benchClient, type TokenTarget } from "./as/bench-client.ts";
import { redeemCodes } from "./as/code-load.ts";
import { type FormLoad, formLoad } from "./as/form-load.ts";
import { loadGenerator } from "./bff/load.ts";
import { cpuMicroseconds } from "./bff/process-usage.ts";
import { startTarget, type Target } from "./bff/start-target.ts";
import { number, table } from "./bff/table.ts";

// The authorization server beside a bare oidc-provider with its in-memory adapter. Each contestant alone on one core,
// the load (and PostgreSQL) on the other. See bench/README.md.
const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    rounds: { type: "string", default: "3" },
    connections: { type: "string", default: "32" },
    postgres: { type: "string" },
  },
});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const connections = Number(options.connections);
const [contestantCore, loadCore] = [0, 1];
execFileSync("taskset", ["-pc", String(loadCore), String(process.pid)], { stdio: "ignore" });
const authorization = `Basic ${Buffer.from([benchClient.id, benchClient.secret].map(encodeURIComponent).join(":")).toString("base64")}`;

if (cpus().length < 2) throw new Error("bench: needs two cores, one for the contestant and one for the load");
if (loadGenerator !== "wrk") throw new Error("bench: needs wrk (Debian: apt-get install wrk)");

type Contestant = Target & TokenTarget;
type Load = Omit<FormLoad, "seconds" | "connections" | "core" | "authorization">;
type Scenario = { title: string; goal: string; loadOn(target: Contestant): Promise<Load> };

const refreshBody = (token: string) => `grant_type=refresh_token&refresh_token=${token}`;

// In this order: the in-memory adapter forgets refresh tokens when others are issued beside them.
const scenarios: readonly Scenario[] = [
  {
    title: "Refresh, with rotation and ID token",
    goal: "0.50 on PostgreSQL",
    async loadOn({ url, refreshTokens }) {
      const next = refreshBody("");
      return { url: `${url}/oauth2/token`, bodies: refreshTokens.map((token) => next + token), next };
    },
  },
  {
    title: "Introspection of 16 tokens in turn",
    goal: "0.80",
    async loadOn(target) {
      const tokens = await Promise.all(target.refreshTokens.splice(0, 16).map((token) => accessToken(target, token)));
      return { url: `${target.url}/oauth2/introspect`, bodies: tokens.map((token) => `token=${token}`) };
    },
  },
  {
    title: "Client credentials",
    goal: "0.50 on PostgreSQL",
    async loadOn({ url }) {
      const body = `grant_type=client_credentials&scope=${apiScope}&resource=${encodeURIComponent(audience)}`;
      return { url: `${url}/oauth2/token`, bodies: [body] };
    },
  },
];

async function accessToken(target: Contestant, refreshToken: string): Promise<string> {
  const body = `${refreshBody(refreshToken)}&scope=${apiScope}&resource=${encodeURIComponent(audience)}`;
  const answer = await fetch(`${target.url}/oauth2/token`, {
    method: "POST",
    headers: { authorization, "content-type": "application/x-www-form-urlencoded" },
    body,
  });
  if (!answer.ok) throw new Error(`bench: no access token to introspect: ${await answer.text()}`);
  return ((await answer.json()) as { access_token: string }).access_token;
}

interface Row {
  name: string;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  cpuMicroseconds: number;
  failed: number;
}

/** Rounds in turn, so that what else the machine does meets all of them; the best round of each counts. */
async function measureInTurn(scenario: Scenario): Promise<Row[]> {
  const loads = new Map<string, Load>();
  const best = new Map<string, Row>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, target] of targets) {
      const load = loads.get(name) ?? (await scenario.loadOn(target));
      const before = cpuMicroseconds(target.pid);
      // The first round only warms up: compiled code, open connections, prepared statements.
      const spent = round === 0 ? 2 : seconds;
      const { left, ...measured } = await formLoad({
        ...load,
        authorization,
        seconds: spent,
        connections,
        core: loadCore,
      });
      loads.set(name, { ...load, bodies: left });
      if (load.next) target.refreshTokens = left.map((body) => body.slice(load.next?.length));
      const cpu = (cpuMicroseconds(target.pid) - before) / measured.requests;
      const row = { ...measured, name, cpuMicroseconds: cpu };
      if (round > 0 && row.perSecond > (best.get(name)?.perSecond ?? 0)) best.set(name, row);
    }
  }
  return [...best.values()];
}

/** By a client of ours rather than wrk, so compare CPU: the client may be what limits the requests a second. */
async function measureCodes(): Promise<Row[]> {
  const best = new Map<string, Row>();
  for (let round = 0; round <= rounds; round++) {
    for (const [name, target] of targets) {
      const { url, mintUrl, pid } = target;
      const measured = await redeemCodes({ url, mintUrl, pid, authorization, turns: seconds * 2, connections });
      const row = { ...measured, name, p50Ms: Number.NaN, p99Ms: Number.NaN };
      if (round > 0 && row.cpuMicroseconds < (best.get(name)?.cpuMicroseconds ?? Number.POSITIVE_INFINITY))
        best.set(name, row);
    }
  }
  return [...best.values()];
}

function print({ title, goal }: Pick<Scenario, "title" | "goal">, rows: readonly Row[]): void {
  const bare = rows[0]?.perSecond ?? 1;
  const cells = rows.map((row) => [
    row.name,
    number(row.perSecond),
    Number.isNaN(row.p50Ms) ? "–" : number(row.p50Ms, 2),
    Number.isNaN(row.p99Ms) ? "–" : number(row.p99Ms, 2),
    number(row.cpuMicroseconds, 1),
    String(row.failed),
    number(row.perSecond / bare, 2),
    number((rows[0]?.cpuMicroseconds ?? 1) / row.cpuMicroseconds, 2),
  ]);
  const head = ["", "req/s", "p50 ms", "p99 ms", "CPU µs/req", "failed", "× bare", "× bare by CPU"];
  console.log(`\n## ${title} (goal: ${goal})\n\n${table(head, cells)}`);
}

/** A database of its own on the server that `--postgres` names, dropped afterwards. */
async function createDatabase(server: string): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `portico_bench_${randomBytes(6).toString("hex")}`;
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await ask(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(`DROP DATABASE ${name} WITH (FORCE)`) };
}

const directory = join(import.meta.dirname, "as/targets");
const start = async (name: string, env: Record<string, string> = {}) =>
  (await startTarget(name, contestantCore, env, directory)) as Contestant;
const database = options.postgres ? await createDatabase(options.postgres) : undefined;
const targets: [string, Contestant][] = [["bare, in memory", await start("bare-provider")]];
if (database) targets.push(["portico, PostgreSQL", await start("portico", { DATABASE_URL: database.url })]);
targets.push(["portico, embedded", await start("portico", { BENCH_PORT: "24062" })]);

console.log(
  `# Authorization server bench: Node ${process.version}, wrk, ${connections} connections, best of ${rounds} rounds of ${seconds} s`,
);
console.log(`${cpus()[0]?.model}; contestant on core ${contestantCore}, load on core ${loadCore}`);
if (!database) console.log("Without PostgreSQL: name a server with --postgres postgres://…");
for (const scenario of scenarios) print(scenario, await measureInTurn(scenario));
print({ title: "Code redemption with PKCE, refresh and ID token", goal: "none set" }, await measureCodes());
for (const [, target] of targets) await target.stop();
await database?.drop();
