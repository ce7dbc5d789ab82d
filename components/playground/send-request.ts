import type { Bff } from "#client/index.ts";

export interface PlaygroundRequest {
  method: string;
  path: string;
  body: string;
}

export interface PlaygroundAnswer {
  status: number;
  statusText: string;
  headers: readonly (readonly [name: string, value: string])[];
  isEventStream: boolean;
  body: string;
  cut: boolean;
  tookMs: number;
  finished: boolean;
}

const shownCharacters = 100_000;

/**
 * What a frontend of this portal does, and all of it: fetch with `X-CSRF`, which `bff.fetch` adds. Reports the answer as it grows, so that
 * event streams show while they run.
 *
 * Errors: rejects when nothing came through, or with AbortError when stopped.
 */
export async function sendRequest(
  bff: Pick<Bff, "fetch">,
  request: PlaygroundRequest,
  signal: AbortSignal,
  report: (answer: PlaygroundAnswer) => void,
): Promise<void> {
  const startedAt = performance.now();
  const sendsBody = request.body !== "" && request.method !== "GET" && request.method !== "HEAD";
  const response = await bff.fetch(request.path, {
    method: request.method,
    ...(sendsBody ? { headers: { "Content-Type": "application/json" }, body: request.body } : {}),
    redirect: "manual",
    signal,
  });
  const answer: PlaygroundAnswer = {
    status: response.status,
    statusText: response.statusText,
    headers: [...response.headers],
    isEventStream: response.headers.get("content-type")?.startsWith("text/event-stream") ?? false,
    body: "",
    cut: false,
    tookMs: Math.round(performance.now() - startedAt),
    finished: false,
  };
  report(answer);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) break;
    answer.body += part.value;
    if (answer.body.length > shownCharacters) {
      answer.body = answer.body.slice(0, shownCharacters);
      answer.cut = true;
      await reader?.cancel();
      break;
    }
    report({ ...answer });
  }
  report({ ...answer, finished: true });
}
