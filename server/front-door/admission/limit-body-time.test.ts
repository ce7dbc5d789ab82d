import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, it } from "vitest";
import { limitBodyTime } from "./limit-body-time.ts";

const bodySeconds = 0.05;

async function arrived(
  body: string,
  framing = "Content-Length: 5",
): Promise<{ request: IncomingMessage; response: ServerResponse; closed: Promise<unknown> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const requested = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1").on("error", () => {});
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n${body}`);
  const closed = once(socket.resume(), "close").then(() => server.close());
  const [request, response] = await requested;
  limitBodyTime(request, bodySeconds);
  return { request, response, closed };
}

it("cuts the connection of a caller whose body doesn't come", async () => {
  const { request, closed } = await arrived("ab");
  request.resume().on("error", () => {});
  await closed;
  expect(request.complete).toBe(false);
});

it("cuts it too when the body has no announced length and doesn't end", async () => {
  const { request, closed } = await arrived("2\r\nab\r\n", "Transfer-Encoding: chunked");
  request.resume().on("error", () => {});
  await closed;
  expect(request.complete).toBe(false);
});

it("leaves alone a body that came, however long its answer takes", async () => {
  const { request, response, closed } = await arrived("abcde");
  await once(request.resume(), "end");
  await new Promise((resolve) => setTimeout(resolve, bodySeconds * 2000));
  expect(request.destroyed && !request.complete).toBe(false);
  response.writeHead(200, { connection: "close" }).end("ok");
  await closed;
  expect(response.writableFinished).toBe(true);
});
