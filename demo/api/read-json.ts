import type { IncomingMessage } from "node:http";
import { BodyTooLarge, readBody } from "#demo/http/read-body.ts";

/** The JSON object in the body, or undefined when there is none such. */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  try {
    const parsed: unknown = JSON.parse((await readBody(request)).toString("utf8"));
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof BodyTooLarge) return undefined;
    throw error;
  }
}
