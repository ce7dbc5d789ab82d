import type { ServerResponse } from "node:http";

/** Answers with JSON that must not be stored, because it is about one person. */
export function answerJson(
  response: ServerResponse,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(200, {
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": body.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(body);
}

/** Flat name/value pairs as an object; later ones win. */
export function headersObject(pairs: readonly string[] | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; pairs && index < pairs.length; index += 2) {
    headers[pairs[index] as string] = pairs[index + 1] as string;
  }
  return headers;
}
