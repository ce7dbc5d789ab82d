import type { Duplex } from "node:stream";
import type { ApiRoute } from "#server/bff/calls/api-table.ts";
import type { OpenConnection, OpenConnections } from "#server/bff/calls/connections/open-connections.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { accessEndedFrame, goingAwayFrame, ServerFrames } from "./server-frames.ts";

/**
 * Open WebSockets, each a pair of sockets piped into each other with back-pressure. They end with what allowed them.
 *
 * Memory: two sockets and one object a tunnel; frames are not read, only their boundaries towards the browser.
 */
export class WebSocketTunnels {
  readonly #openConnections: OpenConnections;
  readonly #all = new Map<OpenConnection, (closeFrame: Buffer) => void>();

  constructor(openConnections: OpenConnections) {
    this.#openConnections = openConnections;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Joins the two ends. `towardsBrowser` has got the handshake's answer already. */
  open(route: ApiRoute, session: LiveSession | null, towardsBrowser: Duplex, towardsApi: Duplex): void {
    const frames = new ServerFrames();
    const over = () => {
      this.#remove(tunnel);
      towardsApi.destroy();
      towardsBrowser.destroy();
    };
    const end = (closeFrame: Buffer) => {
      this.#remove(tunnel);
      towardsApi.destroy();
      // A close frame can only stand between two frames; in the middle of one, breaking off is all that is left.
      if (frames.atBoundary && towardsBrowser.writable) towardsBrowser.end(closeFrame);
      else towardsBrowser.destroy();
      // Its own close frame and the connection's end still have to be read.
      towardsBrowser.unpipe().resume().on("end", over);
      setTimeout(() => towardsBrowser.destroy(), 1000).unref();
    };
    const tunnel: OpenConnection = { route, session, slot: undefined, end: () => end(accessEndedFrame) };
    this.#all.set(tunnel, end);
    this.#openConnections.add(tunnel);
    towardsBrowser.on("error", over).on("close", over);
    towardsApi.on("error", over).on("close", () => (towardsBrowser.writableEnded ? undefined : over()));
    towardsApi.on("data", (chunk: Buffer) => {
      frames.pass(chunk);
      if (!towardsBrowser.writableEnded && !towardsBrowser.write(chunk)) towardsApi.pause();
    });
    towardsBrowser.on("drain", () => towardsApi.resume());
    towardsApi.on("end", () => towardsBrowser.end());
    towardsBrowser.pipe(towardsApi);
  }

  /** At shutdown: closes with "going away", because no access has ended. */
  close(): void {
    for (const end of [...this.#all.values()]) end(goingAwayFrame);
  }

  #remove(tunnel: OpenConnection): void {
    this.#all.delete(tunnel);
    this.#openConnections.delete(tunnel);
  }
}
