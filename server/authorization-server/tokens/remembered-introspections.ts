import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { clientChangedChannel } from "#server/authorization-server/clients/registered-client-store.ts";
import type { CatalogChanges } from "#server/catalog/catalog.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import type { RequestTokenState } from "./request-token-state.ts";
import type { TokenStateCache } from "./token-state-cache.ts";
import type { TokenState } from "./token-state-store.ts";

const path = "/oauth2/introspect";
const capacity = 20_000;
const formType = /^application\/x-www-form-urlencoded(?:; ?charset=utf-8)?$/i;
/** Longer than any opaque token with its form; what is longer goes to the library unread. */
const bodyBytesMax = 4 * 1024;

const ownHeaders = ["access-control-allow-origin", "access-control-expose-headers", "cache-control", "vary"];

interface Remembered {
  body: string;
  headers: readonly [string, string][];
  model: string;
  state: TokenState;
}

/**
 * Answers an introspection (RFC 7662) that is, byte for byte, one that was answered before, as long as nothing that the
 * answer rests on has changed: APIs ask about the same token with every call.
 *
 * Shape:  POST with Basic and a form. Whatever else a request may carry (an assertion, a DPoP proof, an Origin, another
 *         Accept) goes to the library, and its first answer to each request is the library's.
 * Cost:   one SHA-256 and two Map look-ups; no database, no library.
 * Races:  an answer counts only while `TokenStateCache` holds the very state that it was made from: whatever ends a token
 *         in any process takes that away before its ender is answered.
 */
export interface RememberedIntrospections {
  /** True when the request was answered; otherwise it is as it came, with its body still to be read. */
  answer(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  close(): void;
}

export interface RememberedIntrospectionsDeps {
  states: Pick<RequestTokenState, "stateOf">;
  tokens: Pick<TokenStateCache, "holds">;
  notify: Pick<Notifier, "subscribe">;
  catalog: CatalogChanges<"clients" | "resources">;
  onIntrospected(grantId: string): void;
}

export function rememberIntrospections(
  provider: Provider,
  { states, tokens, notify, catalog, onIntrospected }: RememberedIntrospectionsDeps,
): RememberedIntrospections {
  const known = new Map<string, Remembered>();
  const asked = new WeakMap<IncomingMessage, { key: string; changes: number }>();
  let changes = 0;
  // A client may have got another secret or may introspect less, also while it is being answered.
  const forget = () => {
    changes++;
    known.clear();
  };
  const stops = [
    notify.subscribe(clientChangedChannel, forget),
    catalog.clients.onChange(forget),
    catalog.resources.onChange(forget),
  ];

  provider.use(async (ctx, next) => {
    await next();
    const question = asked.get(ctx.req);
    if (question?.changes !== changes || ctx.status !== 200 || ctx.body?.active !== true) return;
    const model = ctx.oidc.entities.AccessToken ? "AccessToken" : "ClientCredentials";
    const state = states.stateOf(ctx);
    if (!state || !tokens.holds(model, state)) return;
    const [oldest] = known.size >= capacity ? known.keys() : [];
    if (oldest !== undefined) known.delete(oldest);
    const headers = ownHeaders.map((name): [string, string] => [name, ctx.response.get(name)]);
    const body = JSON.stringify(ctx.body);
    known.set(question.key, { body, headers: headers.filter(([, value]) => value !== ""), model, state });
  });

  function recall(key: string): Remembered | undefined {
    const found = known.get(key);
    if (!found || tokens.holds(found.model, found.state)) return found;
    known.delete(key);
    return undefined;
  }

  return {
    async answer(request, response) {
      if (!isRepeatable(request)) return false;
      const before = changes;
      const body = await readAll(request);
      // Hashed, so that neither a look-up's time nor a heap dump shows a secret.
      const key = createHash("sha256").update(`${request.headers.authorization}\n`).update(body).digest("base64url");
      const found = recall(key);
      if (!found) {
        asked.set(request, { key, changes: before });
        giveBack(request, body);
        return false;
      }
      if (found.state.grantId !== null) onIntrospected(found.state.grantId);
      for (const [name, value] of found.headers) response.setHeader(name, value);
      response.setHeader("content-type", "application/json; charset=utf-8");
      response.setHeader("content-length", Buffer.byteLength(found.body));
      response.end(found.body);
      return true;
    },
    close: () => stops.forEach((stop) => void stop()),
  };
}

/** Whether the answer to such a request depends on nothing but its Authorization, its body and what the token is worth. */
function isRepeatable({ method, url, headers }: IncomingMessage): boolean {
  const length = Number(headers["content-length"] ?? 0);
  return (
    method === "POST" &&
    url === path &&
    length > 0 &&
    length <= bodyBytesMax &&
    headers.authorization?.startsWith("Basic ") === true &&
    formType.test(headers["content-type"] ?? "") &&
    (headers.accept === undefined || headers.accept === "*/*" || headers.accept === "application/json") &&
    headers.origin === undefined &&
    headers["dpop"] === undefined &&
    headers["transfer-encoding"] === undefined
  );
}

/** `Content-Length` has been looked at; Node ends the request there. */
function readAll(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once("error", reject);
  });
}

/** The library asks whether there is something to read, and reads it by `IncomingMessage.iterator`. */
function giveBack(request: IncomingMessage, body: Buffer): void {
  Object.defineProperty(request, "readable", { value: true });
  request.iterator = async function* () {
    yield body;
  } as unknown as typeof request.iterator;
}
