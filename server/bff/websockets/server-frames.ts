/**
 * Follows the frame boundaries of what an API sends over a WebSocket, to know when a close frame of ours may be put in.
 *
 * Reads frame headers only (RFC 6455 §5.2); payloads are skipped by their length. Servers don't mask.
 */
export class ServerFrames {
  /** Payload bytes of the frame in hand that are still to come. */
  #payloadLeft = 0;
  /** Header bytes of a frame whose header is not complete yet. */
  #header: number[] = [];

  get atBoundary(): boolean {
    return this.#payloadLeft === 0 && this.#header.length === 0;
  }

  pass(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#payloadLeft > 0) {
        const skipped = Math.min(this.#payloadLeft, chunk.length - offset);
        this.#payloadLeft -= skipped;
        offset += skipped;
        continue;
      }
      this.#header.push(chunk[offset] as number);
      offset += 1;
      if (this.#header.length === headerLength(this.#header)) {
        this.#payloadLeft = payloadLength(this.#header);
        this.#header = [];
      }
    }
  }
}

/** Close frames (RFC 6455 §5.5.1, §7.4.1): 1008 to a page whose access ended; 1001 where connecting again makes sense. */
export const accessEndedFrame = closeFrame(1008, "access ended");
export const goingAwayFrame = closeFrame(1001, "shutting down");

function closeFrame(status: number, reason: string): Buffer {
  return Buffer.concat([Buffer.from([0x88, 2 + reason.length, status >> 8, status & 0xff]), Buffer.from(reason)]);
}

function headerLength(header: readonly number[]): number {
  const second = header[1];
  if (second === undefined) return 2;
  const masked = second & 0x80 ? 4 : 0;
  const short = second & 0x7f;
  return 2 + masked + (short === 127 ? 8 : short === 126 ? 2 : 0);
}

function payloadLength(header: readonly number[]): number {
  const short = (header[1] ?? 0) & 0x7f;
  if (short < 126) return short;
  const bytes = header.slice(2, short === 126 ? 4 : 10);
  return bytes.reduce((length, byte) => length * 256 + byte, 0);
}
