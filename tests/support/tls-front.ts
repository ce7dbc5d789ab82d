import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { createServer } from "node:tls";
import type { Certificate } from "./local-certificates.ts";

/** Ends TLS in front of a server on this computer and changes nothing: bytes in, bytes out. Returns what stops it. */
export async function startTlsFront(port: number, targetPort: number, own: Certificate): Promise<() => Promise<void>> {
  const open = new Set<Socket>();
  const server = createServer({ cert: own.certificate, key: own.key, ALPNProtocols: ["http/1.1"] }, (client) => {
    const target = connect(targetPort, "localhost");
    open.add(client);
    // Either side's end is the other's.
    const over = () => open.delete(client);
    pipeline(client, target, client, over);
  });
  server.on("tlsClientError", () => {});
  server.listen(port, "localhost");
  await once(server, "listening");
  return async () => {
    for (const client of open) client.destroy();
    server.close();
    await once(server, "close");
  };
}
