import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";

const algorithm = "aes-256-gcm";
const ivBytes = 12;
const tagBytes = 16;
/** Longer values are compressed first: base64url alone would make them a third longer than they came. */
const plainBytesMax = 512;
const [plain, compressed] = [0, 1];

/**
 * Seals a value under a key that is made from an id which only its holder knows (a code, a token, a cookie's value); the
 * database keeps that id's hash. So a leaked database opens nothing, with the portal's secrets neither, and what is sealed
 * for one row opens in no other.
 *
 * Shape:  id with at least 128 bits of randomness, purpose, JSON value → base64url.
 * Spec:   NIST SP 800-38D (AES-256-GCM, random IV); RFC 5869 (HKDF-SHA256).
 */
export function sealUnderId(id: string, purpose: string, value: unknown): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, keyOf(id, purpose), iv);
  const sealed = Buffer.concat([cipher.update(pack(JSON.stringify(value))), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64url");
}

/** Errors: throws for a broken or foreign seal, and for another id or purpose. */
export function openUnderId(id: string, purpose: string, sealed: string): unknown {
  const bytes = Buffer.from(sealed, "base64url");
  const decipher = createDecipheriv(algorithm, keyOf(id, purpose), bytes.subarray(0, ivBytes));
  decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  const opened = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
  return JSON.parse(unpack(opened));
}

function pack(text: string): Uint8Array {
  const bytes = Buffer.from(text);
  if (bytes.length <= plainBytesMax) return Buffer.concat([Buffer.of(plain), bytes]);
  return Buffer.concat([Buffer.of(compressed), deflateRawSync(bytes, { level: 1 })]);
}

function unpack(packed: Buffer): string {
  const body = packed.subarray(1);
  return (packed[0] === compressed ? inflateRawSync(body) : body).toString("utf8");
}

function keyOf(id: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", id, "portico", `portico/v1/${purpose}`, 32));
}
