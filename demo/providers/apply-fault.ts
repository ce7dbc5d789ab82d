import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { sendJson } from "#demo/http/reply.ts";
import type { Fault } from "./provider-controls.ts";

const hugeBytes = 8 * 1024 * 1024;

/** Does what the fault says. True when the request is answered (or cut) by that. */
export async function applyFault(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if ("delayMs" in fault) {
    await pause(fault.delayMs, undefined, { ref: false });
    return response.destroyed;
  }
  if ("until" in fault) {
    await fault.until;
    return response.destroyed;
  }
  if ("answerDelayMs" in fault) {
    const end = response.end.bind(response) as (...given: unknown[]) => ServerResponse;
    response.end = ((...given: unknown[]) => {
      setTimeout(() => end(...given), fault.answerDelayMs).unref();
      return response;
    }) as typeof response.end;
    return false;
  }
  if ("status" in fault) sendJson(response, fault.status, fault.body ?? { error: "temporarily_unavailable" });
  else if ("drop" in fault) request.socket.destroy();
  else {
    response.writeHead(200, { "content-type": "application/json" });
    if ("malformedJson" in fault) response.end('{"access_token": "half of an ans');
    // Valid JSON, for a client that reads that far.
    else response.end(`{"padding":"${"x".repeat(hugeBytes)}"}`);
  }
  return true;
}
