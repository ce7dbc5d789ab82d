import { createServer } from "node:http";
import { afterEach, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { closeServer, listen } from "#tests/support/bff-harness.ts";
import { exchangeRaw } from "#tests/support/raw-exchange.ts";
import { sendProblem } from "./problem.ts";

const server = createServer((_, response) => {
  response.writeHead(200).write("half an answer", () => sendProblem(response, new AppError("internal_error")));
});

afterEach(() => closeServer(server));

it("cuts off an answer under way, so that it is taken for whole over no version of HTTP", async () => {
  const url = `http://127.0.0.1:${await listen(server)}`;
  const old = await exchangeRaw(url, ["GET / HTTP/1.0"]);
  expect(old).toEqual({ text: expect.stringMatching(/\r\n\r\nhalf an answer$/), end: "reset" });
  const current = await exchangeRaw(url, ["GET / HTTP/1.1", "Host: portal"]);
  expect(current).toEqual({ text: expect.stringMatching(/half an answer\r\n$/), end: "orderly" });
});
