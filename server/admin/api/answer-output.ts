import type { IncomingMessage, ServerResponse } from "node:http";
import { targetPath, targetQuery } from "#server/http/request-target.ts";

/** An answer as it is sent. */
export interface ApiAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * What an operation's output is as an answer: its `revision` is the ETag (RFC 9110 §8.8.3), and the `next` of a list also a link to
 * the next page (RFC 8288).
 */
export function answerOf(request: IncomingMessage, output: unknown, publicUrl: string): ApiAnswer {
  const members = new Map(Object.entries(output ?? {}));
  const revision = members.get("revision");
  const next = members.get("next");
  const hasRevision = typeof revision === "string" || typeof revision === "number";
  return {
    status: 200,
    headers: {
      ...(hasRevision ? { etag: `"${revision}"` } : {}),
      ...(typeof next === "string" && members.has("items") ? { link: nextLink(request, next, publicUrl) } : {}),
    },
    body: JSON.stringify(output ?? {}),
  };
}

export function sendAnswer(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    ...headers,
    "content-type": "application/json; charset=utf-8",
    "content-length": bytes.length,
    "cache-control": "no-store",
  });
  response.end(bytes);
}

function nextLink({ url }: IncomingMessage, next: string, publicUrl: string): string {
  const query = targetQuery(url);
  query.set("after", next);
  return `<${publicUrl}${targetPath(url)}?${query}>; rel="next"`;
}
