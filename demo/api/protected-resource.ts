import type { ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";

const wellKnown = "/.well-known/oauth-protected-resource";

/** An API as others find it: by its address they learn who issues its tokens. */
export interface ProtectedResource {
  audience: string;
  scopes: readonly string[];
}

/** Where the metadata of an API stands: in front of its path. Spec: RFC 9728 §3.1. */
export function metadataAddress(audience: string): string {
  const { origin, pathname } = new URL(audience);
  return `${origin}${wellKnown}${pathname}`;
}

/** Answers for the metadata of any of these APIs, without a token; whether the path was one of theirs. Spec: RFC 9728 §2, §3.2. */
export function createResourceMetadata(portalUrl: string, resources: readonly ProtectedResource[]) {
  const byPath = new Map(resources.map((resource) => [new URL(metadataAddress(resource.audience)).pathname, resource]));
  return (pathname: string, response: ServerResponse): boolean => {
    const resource = byPath.get(pathname);
    if (!resource) return false;
    const metadata = {
      resource: resource.audience,
      authorization_servers: [portalUrl],
      scopes_supported: resource.scopes,
      bearer_methods_supported: ["header"],
    };
    sendJson(response, 200, metadata, { "access-control-allow-origin": "*" });
    return true;
  };
}
