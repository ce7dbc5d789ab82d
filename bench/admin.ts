import { createHash, randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import pg from "pg";
import { createPortalWorld, type PortalProcess } from "#tests/support/portal-world.ts";
import { serverFlags } from "../scripts/node-flags.mjs";
import { fillDatabase, personId } from "./admin/fill-database.ts";
import { type Question, questionsOf } from "./admin/questions.ts";
import { number, table } from "./bff/table.ts";

// How long an administrator waits for a list, with much in the database beside the same portal on an empty one. See bench/README.md.
const { values: options } = parseArgs({
  options: {
    postgres: { type: "string" },
    people: { type: "string", default: "200000" },
    sessions: { type: "string", default: "1000000" },
    grants: { type: "string", default: "600000" },
    events: { type: "string", default: "10000000" },
    rounds: { type: "string", default: "15" },
    only: { type: "string", default: "" },
  },
});
const server = options.postgres;
if (!server) throw new Error("bench: needs PostgreSQL, such as --postgres postgres://user@127.0.0.1:5432/postgres");
const goalMilliseconds = 100;
const rounds = Number(options.rounds);
const clientIds = Array.from({ length: 40 }, (_, index) => `bench-app-${index}`);
const operations = { clientId: "bench-operations", clientSecret: randomBytes(24).toString("base64url") };

interface Contestant {
  name: string;
  portal: PortalProcess;
  headers: Record<string, string>;
}

const world = await createPortalWorld({
  scheme: "http",
  config: (config, publicUrl) => ({
    ...config,
    admins: ["ada@lovelace.example"],
    rateLimits: { tokenPerMinute: 1_000_000_000 },
    clients: [
      ...[...clientIds, "bench-app-new"].map((clientId) => ({
        clientId,
        name: clientId,
        redirectUris: ["https://app.example/callback"],
      })),
      {
        ...operations,
        name: "Operations",
        grantTypes: ["client_credentials"],
        resources: [`${publicUrl}/admin/api/v1`],
        scopes: ["portico.admin.read"],
      },
    ],
  }),
});

/** A database of its own on the server, dropped afterwards. */
async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `portico_bench_${randomBytes(6).toString("hex")}`;
  const ask = async (sql: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await ask(`CREATE DATABASE ${name}`);
  const url = new URL(server ?? "");
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => ask(`DROP DATABASE ${name} WITH (FORCE)`) };
}

async function startContestant(name: string, url: string): Promise<Contestant> {
  const portal = await world.start({ database: { url }, nodeFlags: serverFlags });
  const browser = await world.signIn(portal, "google", "ada");
  const answer = await fetch(`${portal.address}/oauth2/token`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from(`${operations.clientId}:${operations.clientSecret}`).toString("base64")}`,
    },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      scope: "portico.admin.read",
      resource: `${world.publicUrl}/admin/api/v1`,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  return {
    name,
    portal,
    headers: { cookie: browser.cookieHeader("/admin") ?? "", authorization: `Bearer ${token}` },
  };
}

/** Milliseconds until the whole answer is there. */
async function ask({ portal, headers }: Contestant, { path }: Question): Promise<number> {
  const isApi = path.startsWith("/admin/api/");
  const { cookie = "", authorization = "" } = headers;
  const begun = performance.now();
  const answer = await fetch(portal.address + path, {
    redirect: "manual",
    headers: isApi ? { authorization } : { cookie, accept: "text/html" },
  });
  await answer.arrayBuffer();
  if (answer.status !== 200)
    throw new Error(
      `bench: ${path} answered ${answer.status} ${answer.headers.get("location")}\n${portal.log().slice(-2_000)}`,
    );
  return performance.now() - begun;
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** In turn, so that what else the machine does meets both. */
async function measure(question: Question, contestants: readonly Contestant[]): Promise<number[][]> {
  const measured: number[][] = contestants.map(() => []);
  // The first two rounds only warm up: compiled code, prepared statements, the database's memory.
  for (let round = -2; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const spent = await ask(contestant, question);
      if (round >= 0) measured[index]?.push(spent);
    }
  }
  return measured;
}

const [full, empty] = [await createDatabase(), await createDatabase()];
try {
  const contestants = [await startContestant("empty", empty.url), await startContestant("full", full.url)];
  const filling = {
    ...{ people: Number(options.people), sessions: Number(options.sessions), grants: Number(options.grants) },
    ...{ auditEvents: Number(options.events), clientIds },
  };
  await fillDatabase(full.url, filling, (line) => console.log(line));
  const md5 = (text: string) => createHash("md5").update(text).digest("hex");
  const userId = personId(4321);
  const known = { userId, clientId: clientIds[7] ?? "", requestId: md5("request98765") };
  let slow = 0;
  const rows: string[][] = [];
  for (const question of questionsOf(known)) {
    if (!question.title.includes(options.only)) continue;
    // The empty database has no such person.
    const isOfFull = question.path.includes(`/${userId}`);
    const asked = isOfFull ? contestants.slice(1) : contestants;
    const measured = await measure(question, asked);
    const [fullOnes = []] = measured.slice(-1);
    const emptyMs = isOfFull ? undefined : median(measured[0] ?? []);
    const ms = median(fullOnes);
    if (ms > goalMilliseconds) slow++;
    rows.push([
      question.title,
      emptyMs === undefined ? "–" : number(emptyMs, 1),
      number(ms, 1),
      emptyMs === undefined ? "–" : number(ms / emptyMs, 2),
      number(Math.max(...fullOnes), 1),
      ms > goalMilliseconds ? "TOO SLOW" : "",
    ]);
  }
  console.log(`\n${table(["", "empty ms", "full ms", "× empty", "slowest ms", "goal 100"], rows)}`);
  process.exitCode = slow === 0 ? 0 : 1;
} finally {
  await world.close();
  await full.drop();
  await empty.drop();
}
