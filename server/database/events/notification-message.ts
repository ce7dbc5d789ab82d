import { createHash } from "node:crypto";

/** The one PostgreSQL (or Redis) channel that all of Portico's channels travel in, so that subscribing needs no round trip. */
export const wireChannel = "portico";

/**
 * The channel of a portal whose tables are in `schema`. A NOTIFY goes to the whole database, so two portals in two schemas
 * need two channels. The triggers of 0080_disabled_accounts make the same name.
 */
export function wireChannelOf(schema: string): string {
  return schema === "public" ? wireChannel : `${wireChannel}_${createHash("md5").update(schema).digest("hex")}`;
}

// PostgreSQL refuses a NOTIFY payload of 8000 bytes or more.
const maxMessageBytes = 7999;

/**
 * Joins channel and payload into one message.
 *
 * Errors: RangeError for a message over PostgreSQL's limit or a channel with a line break, on every transport alike, so that
 * a mistake shows on the embedded database and not first in production.
 */
export function encodeMessage(channel: string, payload: string): string {
  if (channel === "" || channel.includes("\n")) throw new RangeError("A channel name is one non-empty line.");
  const message = `${channel}\n${payload}`;
  const bytes = Buffer.byteLength(message);
  if (bytes > maxMessageBytes) {
    throw new RangeError(`A notification on "${channel}" has ${bytes} bytes; at most ${maxMessageBytes} are possible.`);
  }
  return message;
}

/** The reverse; `undefined` for what is not ours. */
export function decodeMessage(message: string): { channel: string; payload: string } | undefined {
  const end = message.indexOf("\n");
  if (end < 1) return undefined;
  return { channel: message.slice(0, end), payload: message.slice(end + 1) };
}
