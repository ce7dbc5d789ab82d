import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { exchangeRaw, type RawAnswer } from "#tests/support/raw-exchange.ts";
import { resetConnection } from "./break-off.ts";

let server: Server;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(() => {
  server.close();
});

/** What a client gets whose connection is broken off right after this was done to it. */
async function brokenOffAfter(act: (socket: Socket) => unknown): Promise<RawAnswer> {
  const connecting = once(server, "connection") as Promise<[Socket]>;
  const answering = exchangeRaw(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, ["a request"]);
  const [socket] = await connecting;
  // What isn't read would turn any end into a reset.
  await once(socket, "data");
  const closed = once(socket, "close");
  act(socket);
  resetConnection(socket);
  await closed;
  return answering;
}

it("resets a connection that has said something and not its end", async () => {
  expect((await brokenOffAfter((socket) => socket.write("half of it"))).end).toBe("reset");
});

it("resets no connection that has said all, its end included", async () => {
  const answer = await brokenOffAfter((socket) => socket.end("all of it"));
  expect(answer).toEqual({ text: "all of it", end: "orderly" });
});

it("resets a connection whose end is said and hasn't left yet", async () => {
  const answer = await brokenOffAfter((socket) => {
    // As if the client's side took nothing: what is written stays in this process.
    Object.assign(socket, { _write: () => {}, _writev: () => {} });
    socket.end("all of it");
  });
  expect(answer).toEqual({ text: "", end: "reset" });
});
