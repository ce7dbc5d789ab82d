import { createServer } from "node:net";

const lowest = 20_000;
const highest = 32_000; // below the range from which systems hand out ports by themselves

/** The first of `count` consecutive ports that are free on the loopback interface at this moment. */
export async function findFreePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const first = lowest + Math.floor(Math.random() * (highest - lowest - count));
    const free = await Promise.all(Array.from({ length: count }, (_, offset) => isFree(first + offset)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`No ${count} consecutive free ports were found.`);
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
