import type { AddressInfo, Server } from "node:net";

/** What a target tells the bench when it can take requests, as one line of JSON on stdout. */
export interface Ready {
  url: string;
  /** Path in front of the API's own, e.g. "/bff/api/bench". */
  prefix: string;
  /** One Cookie header a session; empty where there are no sessions. */
  cookies: string[];
  headers: Record<string, string>;
}

/** What a target keeps after a full collection. */
export interface Memory {
  heapMegabytes: number;
  residentMegabytes: number;
}

/** Listens on a free loopback port and tells the bench. */
export function listenAndSayReady<About extends Omit<Ready, "url">>(
  server: Server,
  about: About,
  port = 0,
): Promise<string> {
  process.on("SIGUSR2", () => {
    globalThis.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    const memory: Memory = { heapMegabytes: heapUsed / 1e6, residentMegabytes: rss / 1e6 };
    process.stdout.write(`${JSON.stringify(memory)}\n`);
  });
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      resolve(url);
      process.stdout.write(`${JSON.stringify({ url, ...about } satisfies Ready)}\n`);
    });
  });
}
