import { once } from "node:events";
import { WebSocket, WebSocketServer } from "ws";
import type { RecordingApi } from "./bff-harness.ts";

/** Lets the app behind the proxy greet every WebSocket, until `close`. */
export function greetWebSockets(app: RecordingApi): WebSocketServer {
  const sockets = new WebSocketServer({ server: app.server });
  sockets.on("connection", (socket) => socket.send("hello"));
  return sockets;
}

/** What a WebSocket through the proxy comes to: the app's greeting, or the status that it is refused with. */
export async function tryWebSocket(address: string, headers: Record<string, string>): Promise<string | number> {
  const socket = new WebSocket(address, { headers });
  try {
    return await Promise.race([
      once(socket, "message").then(([data]) => String(data)),
      once(socket, "unexpected-response").then(([, { statusCode }]) => statusCode as number),
    ]);
  } finally {
    socket.on("error", () => {});
    socket.terminate();
  }
}
