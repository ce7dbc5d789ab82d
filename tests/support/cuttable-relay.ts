import { connect, createServer, type Socket } from "node:net";
import { findFreePorts } from "./free-ports.ts";

/** A TCP relay that can be cut and mended, as a server that is stopped and started again, or go silent. */
export interface CuttableRelay {
  port: number;
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** What is open now carries nothing more, and nobody is told, as when a NAT forgets it; new connections work. */
  silence(): void;
  /** How many connections were made through it so far. */
  readonly made: number;
}

export async function startCuttableRelay(host: string, port: number): Promise<CuttableRelay> {
  const sockets = new Set<Socket>();
  let made = 0;
  const server = createServer((near) => {
    made++;
    const far = connect(port, host);
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
  return {
    port: own,
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
