import type { ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/**
 * Breaks off an answer whose head was sent, so that half of it is not taken for the whole. Over HTTP/1.1 its framing says
 * that the rest is missing. Over HTTP/1.0, which nginx speaks by default, a connection that ends is how an answer
 * ends (RFC 9112 §6.3): only a reset says that this one didn't.
 */
export function breakOff(response: ServerResponse): void {
  const endsByClosing = response.req.httpVersionMinor === 0 && !response.chunkedEncoding;
  if (endsByClosing && response.socket) resetConnection(response.socket);
  response.destroy();
}

/** Ends a connection by a reset. The front door speaks plain HTTP; a TLS connection couldn't be reset, and needn't. */
export function resetConnection(socket: Duplex): void {
  // What has left whole, its end included, is beyond recall: the reset fails, and the socket would stay open.
  const ended = socket.writableEnded && socket.writableLength === 0;
  if (socket instanceof Socket && !ended) socket.resetAndDestroy();
  else socket.destroy();
}
