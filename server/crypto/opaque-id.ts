import { createHash, randomBytes } from "node:crypto";

/** 256 random bits as base64url, 43 characters: session ids, one-time tokens. */
export function randomOpaqueId(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 of an opaque id, which is what the database keeps: a leaked table opens nothing. */
export function hashOpaqueId(id: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(id).digest());
}
