import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { bearerToken, type TokenVerdict } from "./access.ts";

/** /demo/ws sends back what it gets, as text or binary. The token comes with the handshake, like any other call's. */
export function createEchoWebSocket(verify: (token: string | undefined) => Promise<TokenVerdict>) {
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 * 1024 });
  server.on("connection", (socket) => {
    socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on("error", () => socket.terminate());
  });
  return {
    async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
      socket.on("error", () => socket.destroy());
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      if (pathname !== "/demo/ws") return refuse(socket, "404 Not Found");
      const verdict = await verify(bearerToken(request));
      if (!verdict.ok) {
        return refuse(socket, verdict.reason === "issuer_down" ? "503 Service Unavailable" : "401 Unauthorized");
      }
      server.handleUpgrade(request, socket, head, (webSocket) => server.emit("connection", webSocket, request));
    },
    close(): void {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
