import type { z } from "zod";

/**
 * The items of a stream as their schema names them. Ends with the caller's leaving: `return` of the iterator below is called.
 *
 * Errors: those of the stream, after `onFailure` was told.
 */
export async function* checkedItems(
  items: AsyncIterable<unknown>,
  schema: z.ZodType,
  onFailure: (error: unknown) => void,
): AsyncGenerator<unknown, void> {
  try {
    for await (const item of items) yield schema.parse(item);
  } catch (error) {
    onFailure(error);
    throw error;
  }
}
