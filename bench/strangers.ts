import { connect } from "node:net";
import { parseArgs } from "node:util";
import { number, table } from "./bff/table.ts";
import { hostilePaths } from "./strangers/hostile-paths.ts";
import { type HostileRequest, hostileRequests } from "./strangers/hostile-requests.ts";
import { cpuMilliseconds } from "./strangers/process-cpu.ts";
import { startOpenPortal } from "./strangers/start-open-portal.ts";

// What one request of an unknown caller costs the portal at most: every path that answers without a session, with everything
// that can be large as large as the front door takes it. See bench/README.md.
const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "24300" },
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    all: { type: "boolean", default: false },
  },
});
const goalMilliseconds = 50;
const portal = await startOpenPortal(Number(options.port));

interface Measured {
  path: string;
  request: HostileRequest;
  status: string;
  cpuMilliseconds: number;
}

const row = ({ path, request, status, cpuMilliseconds: cpu }: Measured) => [
  `${request.method} ${path}`,
  request.shape,
  status,
  number(cpu, 1),
  cpu <= goalMilliseconds ? "ok" : "TOO MUCH",
];

/** Writes the request byte for byte and waits for the whole answer; its status. */
async function send({ method, target, headers, body }: HostileRequest): Promise<string> {
  const socket = connect(portal.port, "127.0.0.1");
  const own = { host: `localhost:${portal.port}`, connection: "close", "x-csrf": "1", ...headers };
  const length = method === "POST" ? { "content-length": String(Buffer.byteLength(body)) } : {};
  const lines = Object.entries({ ...own, ...length }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on("error", () => socket.destroy());
  socket.write(`${method} ${target} HTTP/1.1\r\n${lines.join("")}\r\n${body}`);
  let answer = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) answer ||= String(chunk).slice(9, 12);
  return answer || "cut";
}

/**
 * The least of the rounds: what the request needs at any rate; a collection or a background job may meet any of them. One over the
 * goal gets three more, because it is told as a fault.
 */
async function measure(path: string, request: HostileRequest): Promise<Measured> {
  let least = Number.POSITIVE_INFINITY;
  let status = "";
  const rounds = Number(options.rounds);
  for (let round = 0; round < rounds || (least > goalMilliseconds && round < rounds + 3); round++) {
    const before = cpuMilliseconds(portal.pid);
    status = await send(request);
    least = Math.min(least, cpuMilliseconds(portal.pid) - before);
  }
  return { path, request, status, cpuMilliseconds: least };
}

const results: Measured[] = [];
for (const hostile of hostilePaths.filter(({ path }) => path.includes(options.only))) {
  const requests = hostileRequests(hostile, portal.port);
  const plain = requests.filter(({ shape }) => shape === "plain");
  for (const request of plain) for (let warm = 0; warm < 20; warm++) await send(request);
  for (const request of requests) {
    const result = await measure(hostile.path, request);
    results.push(result);
    // At once, because a run takes minutes.
    if (result.cpuMilliseconds > goalMilliseconds) console.error(row(result).join("  "));
  }
}
await portal.stop();

const byCost = results.toSorted((one, other) => other.cpuMilliseconds - one.cpuMilliseconds);
const dearest = new Map(byCost.toReversed().map((result) => [`${result.request.method} ${result.path}`, result]));
const over = byCost.filter(({ cpuMilliseconds: cpu }) => cpu > goalMilliseconds);
const head = ["path", "dearest request", "status", "CPU ms", "verdict"];
console.log(table(head, (options.all ? byCost : [...new Set([...over, ...dearest.values()])]).map(row)));
console.log(`\n${results.length} kinds of requests; ${over.length} cost more than ${goalMilliseconds} ms of CPU.`);
process.exitCode = over.length > 0 ? 1 : 0;
