import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import { listen } from "./listen.ts";

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

it("answers for localhost on every loopback address of the machine", async () => {
  const port = await freePort();
  const server = createServer((_request, response) => response.end("here"));
  opened.push(...(await listen(server, "localhost", port)));
  for (const { address, family } of opened.map((open) => open.address() as AddressInfo)) {
    const host = family === "IPv6" ? `[${address}]` : address;
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("here");
  }
});

it("cuts off heads that don't come to their end, on every loopback address", async () => {
  const server = createServer({ headersTimeout: 200, connectionsCheckingInterval: 50, requestTimeout: 0 });
  const port = await freePort();
  opened.push(...(await listen(server, "localhost", port)));
  for (const { address } of opened.map((open) => open.address() as AddressInfo)) {
    const socket = connect(port, address).on("error", () => {});
    socket.write("GET / HTTP/1.1\r\n");
    const trickle = setInterval(() => socket.write("X-A: b\r\n"), 50);
    const answer = Buffer.concat(await socket.toArray()).toString();
    clearInterval(trickle);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  }
}, 5_000);

it.each(["127.0.0.1", "localhost"])("names the setting and a fix when the port is taken on %s", async (host) => {
  const port = await freePort();
  opened.push(...(await listen(createServer(), "127.0.0.1", port)));
  await expect(listen(createServer(), host, port)).rejects.toMatchObject({
    code: "invalid_settings",
    message: expect.stringContaining(`PORT: ${port} is taken by another program. Fix:`),
  });
});
