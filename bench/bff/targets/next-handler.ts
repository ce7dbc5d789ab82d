import { createServer } from "node:http";
import { join } from "node:path";
import next from "next";
import { listenAndSayReady } from "./say-ready.ts";

// A Next route handler that fetches from the API: what "just write a route handler" costs. Built by the bench before.
process.env["BENCH_API_URL"] = process.env["API_URL"] ?? "";
const app = next({ dev: false, dir: join(import.meta.dirname, "..", "next-peer"), quiet: true });
await app.prepare();
const handle = app.getRequestHandler();
await listenAndSayReady(
  createServer((request, response) => handle(request, response)),
  { prefix: "/call", cookies: [], headers: {} },
);
