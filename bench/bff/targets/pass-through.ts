import { createServer } from "node:http";
import { Pool } from "undici";
import { listenAndSayReady } from "./say-ready.ts";

// The yardstick: node:http in front, undici's Pool.dispatch behind, and not one thought more. No session, no check, no
// header policy; a fixed token.
const pool = new Pool(process.env["API_URL"] ?? "", { allowH2: false });

const server = createServer((request, response) => {
  response.on("close", () => {});
  pool.dispatch(
    {
      path: request.url ?? "/",
      method: "GET",
      headers: ["accept", request.headers.accept ?? "*/*", "authorization", "Bearer bench"],
    },
    {
      onRequestStart() {},
      onResponseStart(_, statusCode, headers) {
        const out: string[] = [];
        for (const name in headers) {
          if (name !== "connection" && name !== "keep-alive" && name !== "transfer-encoding") {
            out.push(name, String(headers[name]));
          }
        }
        response.writeHead(statusCode, out);
        if (headers["content-length"] === undefined) response.flushHeaders();
      },
      onResponseData(controller, chunk) {
        if (response.write(chunk)) return;
        controller.pause();
        response.once("drain", () => controller.resume());
      },
      onResponseEnd() {
        response.end();
      },
      onResponseError() {
        response.destroy();
      },
    },
  );
});

process.on("SIGTERM", () => process.exit(0));
await listenAndSayReady(server, { prefix: "", cookies: [], headers: {} });
