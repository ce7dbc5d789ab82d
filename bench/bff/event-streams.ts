import { Agent, type ClientRequest, get } from "node:http";
import { cpuMicroseconds, residentMegabytes } from "./process-usage.ts";
import type { Target } from "./start-target.ts";

export interface StreamsMeasured {
  open: number;
  events: number;
  p50DelayMs: number;
  p99DelayMs: number;
  residentMegabytes: number;
  cpuMicrosecondsPerEvent: number;
}

/** Opens many event streams through a contestant; each gets an event a second that says when it was sent. */
export async function measureStreams(target: Target, count: number, seconds: number): Promise<StreamsMeasured> {
  const delays: number[] = [];
  const agent = new Agent({ maxSockets: Number.POSITIVE_INFINITY, keepAlive: false });
  const requests: ClientRequest[] = [];
  const opened = Array.from({ length: count }, (_, index) => {
    const cookie = target.cookies[index % target.cookies.length];
    const headers = { ...target.headers, ...(cookie ? { Cookie: cookie } : {}) };
    return new Promise<void>((resolve, reject) => {
      const request = get(`${target.url}${target.prefix}/events`, { agent, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`an event stream was answered ${response.statusCode}`));
        response.on("data", (chunk: Buffer) => {
          const sentAt = Number(/data: ([\d.]+)/.exec(chunk.toString())?.[1]);
          delays.push(performance.timeOrigin + performance.now() - sentAt);
        });
        response.on("error", () => {});
        resolve();
      });
      request.on("error", reject);
      requests.push(request);
    });
  });
  await Promise.all(opened);
  delays.length = 0;
  const before = cpuMicroseconds(target.pid);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const cpu = cpuMicroseconds(target.pid) - before;
  const memory = residentMegabytes(target.pid);
  for (const request of requests) request.on("error", () => {}).destroy();
  agent.destroy();
  const sorted = delays.toSorted((a, b) => a - b);
  return {
    open: count,
    events: sorted.length,
    p50DelayMs: sorted[Math.floor(sorted.length * 0.5)] ?? 0,
    p99DelayMs: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    residentMegabytes: memory,
    cpuMicrosecondsPerEvent: cpu / Math.max(1, sorted.length),
  };
}
