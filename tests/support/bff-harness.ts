import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { AuditEntry } from "#server/audit/audit-event.ts";
import type { BffDeps } from "#server/bff/bff-deps.ts";
import { type Bff, createBff } from "#server/bff/create-bff.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { apiSchema } from "#server/config/apis/api-schema.ts";
import type { ApiSettings, LoadedSettings } from "#server/config/settings.ts";
import { Secret } from "#server/crypto/secret.ts";
import { createSubscriptions } from "#server/database/events/subscriptions.ts";
import { AppError } from "#server/errors/app-error.ts";
import { runInRequestContext, runUntilReturn } from "#server/http/request-context.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { AttachableToken, OwnTokenSource, UpstreamTokenSource } from "#server/sessions/token-source.ts";
import { MemoryVault } from "./memory-vault.ts";
import { testSettings } from "./test-settings.ts";

/** One request as the API saw it. */
export interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  rawHeaders: string[];
}

/** A real HTTP server that remembers what reached it. */
export interface RecordingApi {
  url: string;
  server: Server;
  seen: SeenRequest[];
  /** How it answers; a test may replace it. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

export async function startRecordingApi(): Promise<RecordingApi> {
  const server = createServer();
  const api: RecordingApi = {
    url: "",
    server,
    seen: [],
    answer: (request, response) => {
      const body = JSON.stringify({ url: request.url, authorization: request.headers.authorization ?? null });
      request.resume();
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
      response.end(body);
    },
    close: () => closeServer(server),
  };
  const record = ({ method, url, headers, rawHeaders }: IncomingMessage) =>
    api.seen.push({ method: method ?? "", url: url ?? "", headers, rawHeaders });
  server.on("request", (request, response) => {
    record(request);
    api.answer(request, response);
  });
  server.on("upgrade", record);
  api.url = `http://127.0.0.1:${await listen(server)}`;
  return api;
}

/** The cookie of a session in the vault in memory. */
export const cookieOf = (session: LiveSession) => `portico-test=${session.id}`;

/** Tokens that name what they were made for; counts how often each source was asked. */
export class MemoryTokens {
  ownAsked = 0;
  clientAsked = 0;
  upstreamAsked: { refused: string | undefined; scopes: readonly string[] }[] = [];
  lifetimeSeconds = 600;
  /** What our own tokens were asked for. */
  ownRequests: { audience: string; scopes: readonly string[] }[] = [];
  forUser: OwnTokenSource["forUser"] = async (session, request) => {
    this.ownRequests.push(request);
    return this.make(`own-${session.id}-${++this.ownAsked}`);
  };
  forClient: OwnTokenSource["forClient"] = async (request) => {
    this.ownRequests.push(request);
    return this.make(`client-${++this.clientAsked}`);
  };
  forSession: UpstreamTokenSource["forSession"] = async (session, { providerId, refused, scopes }) => {
    this.upstreamAsked.push({ refused: refused?.reveal(), scopes });
    return this.make(`${providerId}-${session.id}-${this.upstreamAsked.length}`);
  };
  #handlers = new Set<(sessionId: string, providerId: string) => void>();

  make(value: string): AttachableToken {
    const expiresAtSeconds = Math.floor(Date.now() / 1000) + this.lifetimeSeconds;
    return { token: new Secret(value), expiresAtSeconds, scopes: [] };
  }

  changed(sessionId: string, providerId: string): void {
    for (const handler of this.#handlers) handler(sessionId, providerId);
  }

  get own(): OwnTokenSource {
    return {
      forUser: (session, request) => this.forUser(session, request),
      forClient: (request) => this.forClient(request),
    };
  }

  get upstream(): UpstreamTokenSource {
    return {
      forSession: (session, request) => this.forSession(session, request),
      stillHeld: (session, request) =>
        this.forSession(session, request).then(
          () => true,
          () => false,
        ),
      revokeOfSession: async () => [],
      onChanged: (handler) => {
        this.#handlers.add(handler);
        return () => this.#handlers.delete(handler);
      },
    };
  }
}

/** Keeps long addresses for good, each by a short id. */
export function memoryReturnPaths(): Omit<KeptReturnPaths, "purgeExpired"> {
  const kept: string[] = [];
  const isLong = (target: string) => target.length > 1_000;
  const keep = async (target: string) => String(kept.push(target));
  return {
    isLong,
    keep,
    find: async (id) => {
      const target = kept[Number(id) - 1];
      if (target === undefined) throw new AppError("return_path_expired");
      return target;
    },
    shorten: async (target) => (isLong(target) ? `/bff/return?to=${await keep(target)}` : target),
  };
}

export type ApiDraft = Partial<Parameters<typeof apiSchema.parse>[0] & object> & Record<string, unknown>;

export function apiSettings(name: string, draft: ApiDraft): ApiSettings {
  const parsed = apiSchema.parse(draft);
  const { clientCredentials, ...rest } = parsed;
  return {
    ...rest,
    name,
    audience: parsed.audience ?? parsed.target,
    clientCredentials: clientCredentials && {
      ...clientCredentials,
      clientSecret: new Secret(clientCredentials.clientSecret),
    },
  };
}

export interface BffHarness {
  url: string;
  server: Server;
  bff: Bff;
  vault: MemoryVault;
  tokens: MemoryTokens;
  audited: AuditEntry[];
  accepted: string[];
  /** What was noted for administrators who ask why. */
  refused: AppError[];
  settings: LoadedSettings;
  /** Whether this process hears of others. */
  setListening(listening: boolean): void;
  /** A call as the portal's own page would make it. */
  fetch(
    path: string,
    init?: RequestInit & { session?: LiveSession; headers?: Record<string, string> },
  ): Promise<Response>;
  close(): Promise<void>;
}

/** The BFF behind a plain HTTP server, with stand-ins for vault and token sources and everything else real. */
export async function startBff(
  apis: Record<string, ApiDraft>,
  overrides: Partial<Omit<BffDeps, "settings">> & {
    settings?: Partial<LoadedSettings>;
    clientAddress?: () => string;
  } = {},
): Promise<BffHarness> {
  const vault = new MemoryVault();
  const tokens = new MemoryTokens();
  const audited: AuditEntry[] = [];
  const accepted: string[] = [];
  const refused: AppError[] = [];
  const notify = createSubscriptions();
  notify.setListening(true);
  const server = createServer();
  const url = `http://127.0.0.1:${await listen(server)}`;
  const providers = ["google", "github"].map((id) => ({ id, clientId: "portal" }));
  const settings: LoadedSettings = {
    ...testSettings({ providers }, { publicUrl: url }),
    apis: Object.entries(apis).map(([name, draft]) => apiSettings(name, draft)),
    ...overrides.settings,
  };
  const bff = createBff({
    vault: vault as unknown as SessionVault,
    ownTokens: tokens.own,
    upstreamTokens: tokens.upstream,
    audit: { record: (entry) => audited.push(entry), flush: async () => {} },
    signOut: async (session) => {
      await vault.end(session);
      const { providerId } = session;
      if (providerId === undefined) return { providerId, providerName: undefined, upstream: [] };
      return { providerId, providerName: "Google", upstream: [{ providerId, outcome: "revoked" }] };
    },
    acceptLogoutToken: async (token) => accepted.push(token),
    keptReturnPaths: memoryReturnPaths(),
    notify,
    rateLimiter: createMemoryRateLimiter(overrides.nowSeconds ?? (() => Math.floor(Date.now() / 1000))),
    ...overrides,
    settings,
    catalog: createCatalog(settings),
  });
  let requests = 0;
  const context = () => ({
    requestId: `request-${++requests}`,
    clientAddress: overrides.clientAddress?.() ?? "192.0.2.7",
    userAgent: undefined,
    onRefused: (error: AppError) => void refused.push(error),
  });
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    runUntilReturn(context(), () => bff.handle(request, response));
  server.on("request", onRequest).on("checkContinue", onRequest);
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    runInRequestContext(context(), () => bff.handleUpgrade(request, socket, head)),
  );
  return {
    url,
    server,
    bff,
    vault,
    tokens,
    audited,
    accepted,
    refused,
    settings,
    setListening: notify.setListening,
    fetch: (path, { session, headers, ...init } = {}) =>
      fetch(url + path, {
        redirect: "manual",
        ...init,
        headers: { "X-CSRF": "1", ...(session ? { Cookie: cookieOf(session) } : {}), ...headers },
      }),
    close: async () => {
      await bff.close();
      await closeServer(server);
    },
  };
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
