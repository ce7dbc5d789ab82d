import type { IncomingMessage } from "node:http";
import { AppError } from "#server/errors/app-error.ts";

/** A string of Structured Fields, or without its quotes. */
const oneKey = /^(?:"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,200})"|([\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,200}))$/;

/** The Idempotency-Key of a POST. Errors: request_invalid. Spec: draft-ietf-httpapi-idempotency-key-header §2. */
export function readIdempotencyKey({ method, headers }: IncomingMessage): string | undefined {
  const given = headers["idempotency-key"];
  if (method !== "POST" || given === undefined) return undefined;
  const [, quoted, plain] = (typeof given === "string" && oneKey.exec(given.trim())) || [];
  const key = quoted ?? plain;
  if (key === undefined) throw new AppError("request_invalid", { detail: "Idempotency-Key is no string" });
  return key;
}
