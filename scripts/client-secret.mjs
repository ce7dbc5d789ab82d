import { createHash, randomBytes } from "node:crypto";

/** A new client secret: for the app as it is, for the settings as a hash. */
export function makeClientSecret() {
  const secret = randomBytes(32).toString("base64url");
  return { secret, hash: `sha256:${createHash("sha256").update(secret).digest("base64url")}` };
}

export function printClientSecret() {
  const { secret, hash } = makeClientSecret();
  console.log(`for the app, now and never again:  ${secret}`);
  console.log(`clientSecretHash in the settings:  ${hash}`);
}
