import type { AdapterPayload } from "oidc-provider";
import {
  type ClaimedMetadata,
  decideRegistration,
  offeredOf,
} from "#server/authorization-server/clients/registration-policy.ts";

const longestAddress = 500;

/**
 * Whether a client id is the address of a document about the client: https, with a path, spelled in the one canonical way, and
 * without what could make two addresses of one document (a query, a fragment, a user).
 *
 * Spec: draft-ietf-oauth-client-id-metadata-document-02.
 */
export function isDocumentAddress(clientId: string): boolean {
  if (!clientId.startsWith("https://") || clientId.length > longestAddress) return false;
  const url = URL.parse(clientId);
  return url?.href === clientId && url.pathname !== "/" && !url.search && !url.hash && !url.username && !url.password;
}

export interface FetchedDocument {
  status: number;
  contentType: string;
  text: string;
}

export type DocumentDecision =
  | { accepted: true; metadata: AdapterPayload }
  /** mayPass: a later fetch may succeed, so the last known document is used meanwhile. */
  | { accepted: false; problem: string; mayPass: boolean };

/**
 * Judges a fetched document. An app gets as much by it as by registering, and no secret, because the document is public. Its web
 * redirect addresses must be on its own host, because the consent page names that host.
 *
 * Spec: draft-ietf-oauth-client-id-metadata-document-02.
 */
export function decideClientDocument(
  address: string,
  { status, contentType, text }: FetchedDocument,
): DocumentDecision {
  if (status !== 200) return refused(`the address answered ${status}`, status >= 500 || status === 429);
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(contentType)) return refused("it is not application/json");
  const document = parseObject(text);
  if (!document) return refused("it is not a JSON object");
  if (document["client_id"] !== address) return refused("its client_id is not the address that it came from");
  if ("client_secret" in document || "client_secret_expires_at" in document) return refused("it has a client_secret");
  const method = document["token_endpoint_auth_method"] ?? "none";
  if (method !== "none" && method !== "private_key_jwt") {
    return refused("token_endpoint_auth_method can be none and private_key_jwt only");
  }
  if (method === "private_key_jwt" && !("jwks" in document || "jwks_uri" in document))
    return refused("it names no key");
  const decision = decideRegistration({
    ...document,
    client_name: document["client_name"] ?? new URL(address).host,
    token_endpoint_auth_method: method,
    ...offeredOf(document["grant_types"]),
  });
  if (!decision.allowed) return refused(decision.problem);
  const foreign = webAddresses(decision.metadata).find((uri) => URL.parse(uri)?.origin !== new URL(address).origin);
  if (foreign) return refused("its web redirect addresses must be on the host of its client_id");
  return { accepted: true, metadata: { ...decision.metadata, client_id: address } as AdapterPayload };
}

function refused(problem: string, mayPass = false): DocumentDecision {
  return { accepted: false, problem, mayPass };
}

function parseObject(text: string): ClaimedMetadata | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as ClaimedMetadata)
      : undefined;
  } catch {
    return undefined;
  }
}

function webAddresses(metadata: ClaimedMetadata): string[] {
  const uris = [metadata["redirect_uris"] ?? [], metadata["post_logout_redirect_uris"] ?? []].flat() as string[];
  return uris.filter((uri) => URL.parse(uri)?.protocol === "https:");
}
