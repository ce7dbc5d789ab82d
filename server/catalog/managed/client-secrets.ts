import { createHash, randomBytes, randomUUID } from "node:crypto";
import { Secret } from "#server/crypto/secret.ts";
import type { StoredSecret } from "./catalog-entry-store.ts";
import type { EntryOf } from "./entry-kinds.ts";

/** While one secret replaces another. */
export const secretsAtOnce = 2;

/** A new client secret: for the app as it is, once, and as it is kept. */
export function makeClientSecret(): { secret: Secret; stored: StoredSecret } {
  const secret = `ptc_cs_${randomBytes(32).toString("base64url")}`;
  return { secret: new Secret(secret), stored: keptSecret(createHash("sha256").update(secret).digest("base64url")) };
}

export function keptSecret(hash: string): StoredSecret {
  return { id: randomUUID(), hash, createdAt: new Date().toISOString() };
}

type Authenticating = Pick<EntryOf<"clients">, "tokenEndpointAuthMethod" | "grantTypes" | "jwksUri">;

/** Grants that a client without a secret or key can't use. */
const forServices: readonly string[] = [
  "client_credentials",
  "urn:ietf:params:oauth:grant-type:token-exchange",
] satisfies EntryOf<"clients">["grantTypes"];

/** Whether a client needs a secret to be of any use. */
export function needsSecret({ tokenEndpointAuthMethod: method, grantTypes, jwksUri }: Authenticating): boolean {
  if (method !== undefined) return method === "client_secret_basic" || method === "client_secret_post";
  return jwksUri === undefined && grantTypes.some((grantType) => forServices.includes(grantType));
}
