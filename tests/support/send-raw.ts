import { connect } from "node:net";

interface RawRequest {
  target: string;
  /** Besides those of a call by frontend code; with an empty value: left out. */
  headers?: Record<string, string>;
  method?: string;
  body?: string;
}

/** Writes a call byte for byte, since clients would tidy it up; answers what came back, in Latin-1. */
export async function sendRaw(
  address: string,
  { target, headers, method = "GET", body = "" }: RawRequest,
): Promise<string> {
  const { hostname, port } = new URL(address);
  const socket = connect(Number(port), hostname);
  const lines = Object.entries({ Host: "portal", "X-CSRF": "1", Connection: "close", ...headers });
  const head = lines.filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`);
  socket.write(Buffer.from(`${method} ${target} HTTP/1.1\r\n${head.join("\r\n")}\r\n\r\n${body}`, "latin1"));
  return Buffer.concat(await socket.toArray()).toString("latin1");
}

export const statusOf = (answer: string) => Number(answer.slice(9, 12));
