import type { z } from "zod";
import { csvLine } from "./csv-line.ts";

/** How a stream is written; by the names of RFC 4180 and of newline-delimited JSON. */
export const streamTypes = ["application/x-ndjson", "text/csv"] as const;
export type StreamType = (typeof streamTypes)[number];

/**
 * The items of a stream as lines, each as soon as its item is there.
 *
 * Shape: NDJSON has one JSON object a line. CSV has a line of names first, then the members of the schema in its order; what is no
 *        text, number or boolean is written as JSON.
 */
export async function* streamText(
  items: AsyncIterable<unknown>,
  schema: z.ZodObject,
  type: StreamType,
): AsyncGenerator<string, void> {
  if (type === "application/x-ndjson") {
    for await (const item of items) yield `${JSON.stringify(item)}\n`;
    return;
  }
  const names = Object.keys(schema.shape);
  yield csvLine(names);
  for await (const item of items) {
    const members = new Map(Object.entries(item ?? {}));
    yield csvLine(names.map((name) => members.get(name)));
  }
}
