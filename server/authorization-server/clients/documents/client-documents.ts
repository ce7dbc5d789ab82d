import { errors, Provider } from "oidc-provider";
import { type RegisteredClients, toRegisteredClient } from "#server/authorization-server/clients/registered-clients.ts";
import { nowMs as currentMs } from "#server/clock.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { isDocumentAddress } from "./client-document-policy.ts";
import { createDocumentFetches } from "./document-fetches.ts";
import { failureSeconds, fetchClientDocument } from "./fetch-client-document.ts";
import { createKnownDocuments, type KnownDocument } from "./known-documents.ts";

/** Where a request begins: the document has to be usable now. A request that goes on uses the last known document. */
const beginnings = new Set(["authorization", "pushed_authorization_request", "device_authorization"]);
/** Endpoints without a rate limit per address: a request there fetches no document of an app that no person has allowed. */
const unlimited = new Set(["introspection", "revocation", "userinfo"]);

export interface ClientDocumentsDeps {
  registered: RegisteredClients;
  settings: Settings["clientIdMetadataDocuments"];
  fetch: GuardedFetch;
  log: Pick<Logger, "debug">;
  nowMs?: () => number;
}

export interface ClientDocuments extends RegisteredClients {
  /**
   * Whether a person has allowed the app; true for apps that are in the settings or registered. Fetches nothing.
   * The portal must not link to the host of an app that no person has allowed (RFC 9700 §4.11.2).
   */
  wasAllowed(clientId: string): Promise<boolean>;
  /** Whether this authorization request, or its continuation, came from an app that no person had allowed. */
  isFromStranger(request: object): boolean;
  /** Writes the app into the database, because a person allowed it: it stays known after a restart and while its host is down. */
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
  const { registered, settings, nowMs = currentMs } = deps;
  if (!settings) {
    const load = withoutDocuments(registered);
    return { ...registered, load, keep: async () => {}, wasAllowed: async () => true, isFromStranger: () => false };
  }
  const documents = createKnownDocuments();
  const fetches = createDocumentFetches<KnownDocument>();
  const strangersRequests = new WeakSet<object>();
  const allowedHosts = settings.allowedHosts && new Set(settings.allowedHosts);

  async function refresh(clientId: string): Promise<KnownDocument> {
    const before = documents.find(clientId);
    const decision = await fetchClientDocument(deps.fetch, clientId);
    const freshUntil = (seconds: number) => nowMs() + seconds * 1000;
    if (decision.accepted) {
      const client = toRegisteredClient(clientId, decision.metadata);
      const untilMs = freshUntil(decision.freshForSeconds);
      return remember(clientId, { client, untilMs, problem: undefined, kept: false });
    }
    const { problem, mayPass } = decision;
    deps.log.debug("client metadata document refused", { client: clientId, problem });
    const client = mayPass ? (before?.client ?? (await registered.load(clientId))) : undefined;
    return remember(clientId, { client, untilMs: freshUntil(failureSeconds), problem, kept: before?.kept ?? true });
  }

  function remember(clientId: string, known: KnownDocument): KnownDocument {
    documents.remember(clientId, known);
    return known;
  }

  /** Fetches the document unless it is fresh. One fetch per document at a time: parallel requests wait for it. */
  async function current(clientId: string, route: string, mayBegin: boolean): Promise<KnownDocument> {
    const known = documents.find(clientId);
    if (known && nowMs() < known.untilMs) return known;
    const mayFetch = mayBegin || (await registered.load(clientId)) !== undefined;
    if (!mayFetch) return known ?? { client: undefined, untilMs: 0, problem: "it is not known", kept: false };
    const fetched = fetches.underWay(clientId) ?? fetches.begin(clientId, () => refresh(clientId));
    return fetched ?? lastKnown(clientId, route);
  }

  /** When all fetch slots are busy, an app that is known goes on with the last known document. */
  async function lastKnown(clientId: string, route: string): Promise<KnownDocument> {
    const before = documents.find(clientId);
    const client = before?.client ?? (await registered.load(clientId));
    if (!client || beginnings.has(route)) throw new errors.TemporarilyUnavailable("too many client documents at once");
    return remember(clientId, { client, untilMs: 0, problem: undefined, kept: before?.kept ?? true });
  }

  const wasAllowed = async (clientId: string) =>
    !isDocumentAddress(clientId) || (await registered.load(clientId)) !== undefined;

  return {
    ...registered,
    wasAllowed,
    isFromStranger: (request) => strangersRequests.has(request),
    find: (clientId) =>
      isDocumentAddress(clientId) ? documents.find(clientId)?.client?.settings : registered.find(clientId),
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
      // A continuation without its interaction has no rate limit either.
      const beganHere = route !== "resume" || ctx?.oidc.entities.Interaction?.params["client_id"] === clientId;
      const mayBegin = beganHere && !unlimited.has(route ?? "");
      const { client, problem } = await current(clientId, route ?? "", mayBegin);
      if (!client) return refuse(problem ?? "it is not known");
      return problem !== undefined && beginnings.has(route ?? "") ? refuse(problem) : client;
    },
    async keep(clientId) {
      const known = documents.find(clientId);
      // An administrator may have removed it since.
      if (!known?.client || (known.kept && (await registered.load(clientId)))) return;
      known.kept = true;
      await registered.save(clientId, known.client.metadata);
    },
  };
}

/** While documents are switched off, apps known by a document are not loaded from the database either. */
function withoutDocuments(registered: RegisteredClients): RegisteredClients["load"] {
  return async (clientId) => (isDocumentAddress(clientId) ? undefined : registered.load(clientId));
}
