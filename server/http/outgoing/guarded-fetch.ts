import { isIP } from "node:net";
import { Agent, request } from "undici";
import { isLoopbackHost } from "#server/config/loopback.ts";
import { AppError } from "#server/errors/app-error.ts";
import { isPublicAddress } from "./address-policy.ts";
import { createStrangersLookup, forbidden, lookupBySystem } from "./public-lookup.ts";

/** `fetch` towards other people's servers: bounded in time and size, never to a forbidden address, never following a redirect. */
export type GuardedFetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

export interface GuardedFetchOptions {
  /** Loopback and private addresses are allowed (demo, development, or the operator said so). */
  allowPrivateNetwork: boolean;
  /** For addresses that apps choose: their look-ups must not use up what all look-ups need. Not for names inside one's own network. */
  forStrangers?: boolean;
  timeoutSeconds?: number;
  maxBytes?: number;
}

/**
 * Makes the only function by which sign-in talks to providers, and by which documents of strangers are fetched.
 *
 * Shape:  like `fetch`, but the body is already read; redirects come back as they are (a token endpoint that redirects
 *         would take the secret elsewhere).
 * Errors: provider_unreachable for network failures, time-outs, bodies that are too large and forbidden addresses.
 * Races:  the address is checked at connect time on what the name resolved to, so DNS rebinding gains nothing.
 */
export function createGuardedFetch(options: GuardedFetchOptions): GuardedFetch & { close(): Promise<void> } {
  const { allowPrivateNetwork, forStrangers, timeoutSeconds = 8, maxBytes = 512 * 1024 } = options;
  const lookup = forStrangers ? createStrangersLookup() : lookupBySystem;
  const agent = new Agent({
    connect: { timeout: timeoutSeconds * 1000, ...(allowPrivateNetwork ? {} : { lookup }) },
    keepAliveTimeout: 10_000,
  });

  const guarded = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { url, method, headers, body, signal } = await asPlainRequest(input, init);
    requireAllowedUrl(url, allowPrivateNetwork);
    try {
      const answer = await request(url, {
        dispatcher: agent,
        method: method as "GET" | "POST" | "DELETE",
        headers: { ...headers, "accept-encoding": "identity" },
        body: body ?? null,
        signal: AbortSignal.any([AbortSignal.timeout(timeoutSeconds * 1000), ...(signal ? [signal] : [])]),
      });
      const bytes = await readLimited(answer.body, maxBytes);
      // A Response of these statuses refuses to have a body (Fetch §2.2.3).
      const bodyless = [101, 204, 205, 304].includes(answer.statusCode);
      return new Response(bodyless ? null : bytes, {
        status: answer.statusCode,
        headers: {
          "content-type": String(answer.headers["content-type"] ?? ""),
          "cache-control": String(answer.headers["cache-control"] ?? ""),
          date: String(answer.headers["date"] ?? ""),
        },
      });
    } catch (error) {
      throw unreachable(url, error);
    }
  };
  return Object.assign(guarded, { close: () => agent.destroy() });
}

/** http only on this computer: anywhere else it would carry secrets in the clear. */
export function isAllowedScheme(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname));
}

function requireAllowedUrl(url: URL, allowPrivateNetwork: boolean): void {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (!isAllowedScheme(url)) throw unreachable(url, notHttps());
  // net.connect asks no lookup function about a literal address.
  if (!allowPrivateNetwork && isIP(host) !== 0 && !isPublicAddress(host)) throw unreachable(url, forbidden(host));
}

function notHttps(): Error {
  return Object.assign(new Error("only https is allowed outside this computer"), { code: "ERR_NOT_HTTPS" });
}

function unreachable(url: URL, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  // Where a name has several addresses and none answers, Node gives a code but no message.
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "failed";
  const why = (cause instanceof Error && cause.message) || code;
  return new AppError("provider_unreachable", { detail: `${url.origin}${url.pathname}: ${why}`, cause });
}

async function asPlainRequest(input: string | URL | Request, init?: RequestInit) {
  const whole = new Request(input, init);
  const hasBody = whole.method !== "GET" && whole.method !== "HEAD";
  return {
    url: new URL(whole.url),
    method: whole.method,
    headers: Object.fromEntries(whole.headers),
    body: hasBody ? await whole.text() : undefined,
    signal: init?.signal,
  };
}

async function readLimited(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Leaving the loop destroys the stream.
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
