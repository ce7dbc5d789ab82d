import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, expect, it } from "vitest";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { listen } from "./listen.ts";

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});

it("answers for localhost on every loopback address of the machine", async () => {
  const port = await findFreePorts(1);
  const server = createServer((_request, response) => response.end("here"));
  opened.push(...(await listen(server, "localhost", port)));
  for (const { address, family } of opened.map((open) => open.address() as AddressInfo)) {
    const host = family === "IPv6" ? `[${address}]` : address;
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("here");
  }
});

it("cuts off heads that don't come to their end, on every loopback address", async () => {
  const server = createServer({ headersTimeout: 200, connectionsCheckingInterval: 50, requestTimeout: 0 });
  const port = await findFreePorts(1);
  opened.push(...(await listen(server, "localhost", port)));
  for (const { address } of opened.map((open) => open.address() as AddressInfo)) {
    const socket = connect(port, address).on("error", () => {});
    socket.write("GET / HTTP/1.1\r\n");
    const trickle = setInterval(() => socket.write("X-A: b\r\n"), 50);
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk));
    // Cut off in the middle of its own writing, it may see a reset after the answer.
    await new Promise((resolve) => socket.on("close", resolve));
    clearInterval(trickle);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  }
});

it.each(["127.0.0.1", "localhost"])("names the setting and a fix when the port is taken on %s", async (host) => {
  const other = createServer();
  opened.push(...(await listen(other, "127.0.0.1", 0)));
  const { port } = other.address() as AddressInfo;
  await expect(listen(createServer(), host, port)).rejects.toMatchObject({
    code: "invalid_settings",
    message: expect.stringContaining(`PORT: ${port} is taken by another program. Fix:`),
  });
});
