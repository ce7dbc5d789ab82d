import { errors, Provider } from "oidc-provider";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/logger.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { type DocumentDecision, decideClientDocument, isDocumentAddress } from "./client-document-policy.ts";
import { createDocumentFetches } from "./document-fetches.ts";
import { type RegisteredClient, type RegisteredClients, toRegisteredClient } from "./registered-clients.ts";

const capacity = 500;
/** Apart, so that addresses without an app behind them push no app out. */
const refusedCapacity = 100;
/** How long a document is believed: what its Cache-Control says, within these. */
const freshSeconds = { least: 60, most: 24 * 60 * 60, unsaid: 10 * 60 };
const failureSeconds = 30;

/** Where something begins, for which a document has to be reachable now; what was begun lives by the last known one. */
const beginnings = new Set(["authorization", "pushed_authorization_request", "device_authorization"]);
/** Without a limit per address: whoever asks here makes Portico fetch nothing but what somebody allowed. */
const unlimited = new Set(["introspection", "revocation", "userinfo"]);

interface KnownDocument {
  client: RegisteredClient | undefined;
  untilMs: number;
  /** Why there is none, or no newer one. */
  problem: string | undefined;
  kept: boolean;
}

export interface ClientDocumentsDeps {
  registered: RegisteredClients;
  settings: Settings["clientIdMetadataDocuments"];
  fetch: GuardedFetch;
  log: Pick<Logger, "debug">;
  nowMs?: () => number;
}

export interface ClientDocuments extends RegisteredClients {
  /**
   * Whether anybody has allowed the app; of apps that are in the settings or registered there is no doubt. Fetches nothing.
   * Links must not lead from the portal to the host of an app that nobody wanted (RFC 9700 §4.11.2).
   */
  wasAllowed(clientId: string): Promise<boolean>;
  /** Whether this authorization request, or its continuation, came from an app that nobody had allowed. */
  isFromStranger(request: object): boolean;
  /** Somebody allowed the app: from now on it is known by the database too, through restarts and its host's bad days. */
  keep(clientId: string): Promise<void>;
}

/**
 * Apps whose client_id is the address of a document about them, beside those that registered.
 *
 * Shape:  a strict https address in, fetched at most once at a time and at most every minute; never a secret.
 * Errors: InvalidClient with the reason, for developers; outside a protocol request `undefined`.
 * Bounds: so many documents, so large, so many fetches at once; addresses inside one's own network are refused.
 * Spec:   draft-ietf-oauth-client-id-metadata-document-02.
 */
export function withClientDocuments(deps: ClientDocumentsDeps): ClientDocuments {
  const { registered, settings, nowMs = () => Date.now() } = deps;
  if (!settings) {
    const load = withoutDocuments(registered);
    return { ...registered, load, keep: async () => {}, wasAllowed: async () => true, isFromStranger: () => false };
  }
  const documents = new Map<string, KnownDocument>();
  const refused = new Map<string, KnownDocument>();
  const fetches = createDocumentFetches<KnownDocument>();
  const strangersRequests = new WeakSet<object>();
  const allowedHosts = settings.allowedHosts && new Set(settings.allowedHosts);

  async function fetchDocument(clientId: string): Promise<DocumentDecision & { freshForSeconds: number }> {
    try {
      const answer = await deps.fetch(clientId, { headers: { accept: "application/json" } });
      const contentType = answer.headers.get("content-type") ?? "";
      const decision = decideClientDocument(clientId, {
        status: answer.status,
        contentType,
        text: await answer.text(),
      });
      return { ...decision, freshForSeconds: freshFor(answer.headers.get("cache-control") ?? "") };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return { accepted: false, problem: "it can't be fetched", mayPass: true, freshForSeconds: failureSeconds };
    }
  }

  async function refresh(clientId: string): Promise<KnownDocument> {
    const before = documents.get(clientId);
    const decision = await fetchDocument(clientId);
    const now = nowMs();
    let known: KnownDocument;
    if (decision.accepted) {
      const client = toRegisteredClient(clientId, decision.metadata);
      known = { client, untilMs: now + decision.freshForSeconds * 1000, problem: undefined, kept: false };
    } else {
      deps.log.debug("a client's metadata document is refused", { client: clientId, problem: decision.problem });
      const last = decision.mayPass ? (before?.client ?? (await registered.load(clientId))) : undefined;
      known = {
        client: last,
        untilMs: now + failureSeconds * 1000,
        problem: decision.problem,
        kept: before?.kept ?? true,
      };
    }
    remember(clientId, known);
    return known;
  }

  function remember(clientId: string, known: KnownDocument): void {
    documents.delete(clientId);
    refused.delete(clientId);
    const [place, most] = known.client ? [documents, capacity] : [refused, refusedCapacity];
    const [oldest] = place.size >= most ? place.keys() : [];
    if (oldest !== undefined) place.delete(oldest);
    place.set(clientId, known);
  }

  /** One fetch per document at a time; who comes meanwhile waits for it. */
  async function current(clientId: string, route: string, mayBegin: boolean): Promise<KnownDocument> {
    const known = documents.get(clientId) ?? refused.get(clientId);
    if (known && nowMs() < known.untilMs) return known;
    const mayFetch = mayBegin || (await registered.load(clientId)) !== undefined;
    if (!mayFetch) return known ?? { client: undefined, untilMs: 0, problem: "it is not known", kept: false };
    const fetched = fetches.underWay(clientId) ?? fetches.begin(clientId, () => refresh(clientId));
    return fetched ?? lastKnown(clientId, route);
  }

  /** Whoever holds all the places stops nobody who is here already. */
  async function lastKnown(clientId: string, route: string): Promise<KnownDocument> {
    const before = documents.get(clientId);
    const client = before?.client ?? (await registered.load(clientId));
    if (!client || beginnings.has(route)) throw new errors.TemporarilyUnavailable("too many client documents at once");
    const known = { client, untilMs: 0, problem: undefined, kept: before?.kept ?? true };
    remember(clientId, known);
    return known;
  }

  const wasAllowed = async (clientId: string) =>
    !isDocumentAddress(clientId) || (await registered.load(clientId)) !== undefined;

  return {
    ...registered,
    wasAllowed,
    isFromStranger: (request) => strangersRequests.has(request),
    find: (clientId) =>
      isDocumentAddress(clientId) ? documents.get(clientId)?.client?.settings : registered.find(clientId),
    async load(clientId) {
      if (!isDocumentAddress(clientId)) return registered.load(clientId);
      const ctx = Provider.ctx;
      const route = ctx?.oidc.route;
      const answers = route === "authorization" || route === "resume";
      if (ctx && answers && !(await wasAllowed(clientId))) strangersRequests.add(ctx);
      const refuse = (problem: string) => {
        if (route === undefined) return undefined;
        throw new errors.InvalidClient(`client_id metadata document refused: ${problem}`);
      };
      if (allowedHosts && !allowedHosts.has(new URL(clientId).host)) return refuse("its host is not allowed here");
      // Where anybody can come back to nothing that was begun, there is no limit either.
      const beganHere = route !== "resume" || ctx?.oidc.entities.Interaction?.params["client_id"] === clientId;
      const mayBegin = beganHere && !unlimited.has(route ?? "");
      const { client, problem } = await current(clientId, route ?? "", mayBegin);
      if (!client) return refuse(problem ?? "it is not known");
      return problem !== undefined && beginnings.has(route ?? "") ? refuse(problem) : client;
    },
    async keep(clientId) {
      const known = documents.get(clientId);
      if (!known?.client || known.kept) return;
      known.kept = true;
      await registered.save(clientId, known.client.metadata);
    },
  };
}

/** Switched off: what is left of such apps in the database doesn't count. */
function withoutDocuments(registered: RegisteredClients): RegisteredClients["load"] {
  return async (clientId) => (isDocumentAddress(clientId) ? undefined : registered.load(clientId));
}

function freshFor(cacheControl: string): number {
  const [, maxAge] = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl) ?? [];
  const asked = maxAge === undefined ? freshSeconds.unsaid : Number(maxAge);
  const forbidden = /no-store|no-cache/i.test(cacheControl);
  return forbidden ? freshSeconds.least : Math.min(freshSeconds.most, Math.max(freshSeconds.least, asked));
}
