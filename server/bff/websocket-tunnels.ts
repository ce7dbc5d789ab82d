import type { Duplex } from "node:stream";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { OpenConnection, OpenConnections } from "./open-connections.ts";
import type { ApiRoute } from "./route-table.ts";
import { ServerFrames } from "./server-frames.ts";

/**
 * Open WebSockets, each a pair of sockets piped into each other with back-pressure. They end with what allowed them.
 *
 * Memory: two sockets and one object a tunnel; frames are not read, only their boundaries towards the browser.
 */
export class WebSocketTunnels {
  readonly #openConnections: OpenConnections;
  readonly #all = new Set<OpenConnection>();

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
    const tunnel: OpenConnection = {
      route,
      session,
      slot: undefined,
      end: () => {
        this.#remove(tunnel);
        towardsApi.destroy();
        // A close frame can only stand between two frames; in the middle of one, breaking off is all that is left.
        if (frames.atBoundary && towardsBrowser.writable) towardsBrowser.end(frames.policyViolation());
        else towardsBrowser.destroy();
        // Its own close frame and the connection's end still have to be read.
        towardsBrowser.unpipe().resume().on("end", over);
        setTimeout(() => towardsBrowser.destroy(), 1000).unref();
      },
    };
    this.#all.add(tunnel);
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

  /** At shutdown. A close frame has no more to say than at a session's end. */
  close(): void {
    for (const tunnel of [...this.#all]) tunnel.end(new AppError("session_required"));
  }

  #remove(tunnel: OpenConnection): void {
    this.#all.delete(tunnel);
    this.#openConnections.delete(tunnel);
  }
}
