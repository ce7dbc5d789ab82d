import { createServer, request as httpRequest, type IncomingHttpHeaders, type RequestListener } from "node:http";
import { duplexPair } from "node:stream";
import { text } from "node:stream/consumers";

export interface ExchangedRequest {
  method: "GET" | "POST";
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: URLSearchParams;
}

export interface ExchangedAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends HTTP requests to a listener in this process, over a pair of streams: no port is opened. */
export function createInProcessExchange(listener: RequestListener) {
  // Never listens; it only reads and writes HTTP.
  const server = createServer(listener);
  return ({ method, path, headers, body }: ExchangedRequest): Promise<ExchangedAnswer> =>
    new Promise((resolve, reject) => {
      const [near, far] = duplexPair();
      server.emit("connection", far);
      const form = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
      const options = { method, path, headers: { ...headers, ...form }, createConnection: () => near };
      const outgoing = httpRequest(options, (incoming) => {
        const answered = (all: string) =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: all });
        text(incoming).then(answered, reject);
      });
      outgoing.on("error", reject);
      outgoing.end(body?.toString());
    });
}
