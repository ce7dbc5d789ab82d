import { connect, createServer, type Socket } from "node:net";
import { findFreePorts } from "./free-ports.ts";

/** A TCP relay that can be cut and mended, as a server that is stopped and started again, or go silent. */
export interface CuttableRelay {
  /** The server's URL, through here. */
  url: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** What is open now carries nothing more, and nobody is told, as when a NAT forgets it; new connections work. */
  silence(): void;
  /** How many connections were made through it so far. */
  readonly made: number;
}

const usualPorts: Readonly<Record<string, string>> = { "postgresql:": "5432", "postgres:": "5432", "redis:": "6379" };

export async function startCuttableRelay(serverUrl: string): Promise<CuttableRelay> {
  const { protocol, hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let made = 0;
  const server = createServer((near) => {
    made++;
    const far = connect(Number(port || usualPorts[protocol]), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  });
  // None that the system may give away while it is cut.
  const own = await findFreePorts(1);
  const mend = () => new Promise<void>((resolve) => server.listen(own, "127.0.0.1", resolve));
  await mend();
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${own}`;
  return {
    url: url.href,
    mend,
    silence() {
      // Unread, not even its end is noticed.
      for (const socket of sockets) socket.unpipe();
    },
    get made() {
      return made;
    },
    async cut() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
