import { createSocket } from "node:dgram";
import { createServer } from "node:net";

const lowest = 20_000;
const highest = 32_000; // below the range from which systems hand out ports by themselves

/**
 * The first of `count` consecutive ports that are free on the loopback interface. No other test is given them until this process
 * ends: what is to listen there may take its time.
 */
export async function findFreePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const first = lowest + Math.floor(Math.random() * (highest - lowest - count));
    const ports = Array.from({ length: count }, (_, offset) => first + offset);
    const releases = await Promise.all(ports.map(reserve));
    const free = await Promise.all(ports.map((port, index) => releases[index] !== undefined && isFree(port)));
    if (free.every(Boolean)) return first;
    for (const release of releases) release?.();
  }
  throw new Error(`No ${count} consecutive free ports were found.`);
}

/** By the UDP port of the same number, which nobody here has a use for. `undefined`: another test has it. */
function reserve(port: number): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4").unref();
    socket.once("error", () => resolve(undefined));
    socket.bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(() => socket.close()));
  });
}

async function isFree(port: number): Promise<boolean> {
  for (const host of ["127.0.0.1", "::1"]) {
    const code = await tryToListen(port, host);
    // EADDRNOTAVAIL: there is no IPv6 here.
    if (code !== undefined && code !== "EADDRNOTAVAIL" && code !== "EAFNOSUPPORT") return false;
  }
  return true;
}

function tryToListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    probe.listen(port, host, () => probe.close(() => resolve(undefined)));
  });
}
