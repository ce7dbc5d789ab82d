import type { IncomingMessage } from "node:http";
import { AppError } from "#server/errors/app-error.ts";

/**
 * The members of a JSON body; none of an empty one. The front door has bounded its length and time.
 *
 * Errors: content_type_unsupported, request_invalid.
 */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  if (body.length === 0) return {};
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new AppError("content_type_unsupported");
  const value = parse(body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new AppError("request_invalid", { detail: "the body is no JSON object" });
  }
  return { ...value };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new AppError("request_invalid", { detail: "the body is no JSON", cause });
  }
}
