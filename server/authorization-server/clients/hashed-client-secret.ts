import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type Provider from "oidc-provider";
import type { AdapterPayload } from "oidc-provider";
import { rewriteBody } from "#server/authorization-server/requests/rewrite-body.ts";

/** Prefix of the hash where the library keeps a secret. A secret that begins with it is never accepted. */
const mark = "sha256:";

type WithSecret = AdapterPayload & { client_secret?: string };

/** A registration as it is kept: the secret's hash instead of the secret, also when it is saved again. */
export function withHashedSecret(metadata: AdapterPayload): AdapterPayload {
  const { client_secret: secret, ...rest } = metadata as WithSecret;
  if (secret === undefined) return rest;
  return { ...rest, client_secret: secret.startsWith(mark) ? secret : hashed(secret) } as AdapterPayload;
}

export function secretHashesOf(metadata: AdapterPayload): string[] {
  const { client_secret: secret } = metadata as WithSecret;
  return secret?.startsWith(mark) ? [secret.slice(mark.length)] : [];
}

/**
 * An app that updates its registration may repeat its secret (RFC 7592 §2.2). The library compares that with what it knows,
 * which is the hash: so what was sent is hashed before the library reads it. The hash itself is therefore worth nothing.
 */
export function hashSentSecret(request: IncomingMessage): void {
  rewriteBody(request, (body) => {
    let metadata: unknown;
    try {
      metadata = JSON.parse(body);
    } catch {
      // The library says what is wrong with it.
      return body;
    }
    const sent = (metadata as { client_secret?: unknown } | null)?.client_secret;
    return typeof sent === "string" ? JSON.stringify({ ...(metadata as object), client_secret: hashed(sent) }) : body;
  });
}

/** RFC 7592 §3 wants the secret in answers only when there is a new one; the library would answer the hash. */
export function withholdKnownSecret(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    const body: unknown = ctx.body;
    if (typeof body !== "object" || body === null || !("client_secret" in body)) return;
    if (typeof body.client_secret !== "string" || !body.client_secret.startsWith(mark)) return;
    const { client_secret: _, client_secret_expires_at: __, ...rest } = body as Record<string, unknown>;
    ctx.body = rest;
  });
}

function hashed(secret: string): string {
  return mark + createHash("sha256").update(secret).digest("base64url");
}
