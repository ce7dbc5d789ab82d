import { describe, expect, it } from "vitest";
import { ServerFrames } from "./server-frames.ts";

const frame = (length: number): Buffer => {
  if (length < 126) return Buffer.concat([Buffer.from([0x82, length]), Buffer.alloc(length)]);
  if (length < 65_536)
    return Buffer.concat([Buffer.from([0x82, 126, length >> 8, length & 255]), Buffer.alloc(length)]);
  const header = Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 0, 0, 0]);
  header.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([header, Buffer.alloc(length)]);
};

describe("ServerFrames", () => {
  it.each([1, 2, 3, 7, 1000, 1_000_000])("finds the boundaries in chunks of %i bytes", (size) => {
    const bytes = Buffer.concat([0, 1, 125, 126, 65_535, 65_536].map(frame));
    const frames = new ServerFrames();
    for (let offset = 0; offset < bytes.length; offset += size) {
      frames.pass(bytes.subarray(offset, offset + size));
      if (offset + size < bytes.length && offset === 0 && size === 1) expect(frames.atBoundary).toBe(false);
    }
    expect(frames.atBoundary).toBe(true);
    frames.pass(bytes.subarray(0, 1));
    expect(frames.atBoundary).toBe(false);
  });
});
