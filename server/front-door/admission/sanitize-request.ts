import type { IncomingMessage } from "node:http";

/** Next's internal headers: from outside they could skip its layers or name another route. */
const internalPrefixes = ["x-middleware-", "x-nextjs-", "x-invoke-", "x-now-", "x-vercel-"];
const internalNames = ["x-matched-path", "forwarded", "x-rewrite-url", "x-original-url", "content-security-policy"];

/**
 * Overwrites the headers from which libraries take our address and the caller's: oidc-provider and Next derive URLs from Host, and a
 * forged one would poison discovery and redirects.
 */
export function sanitizeRequest(request: IncomingMessage, publicUrl: URL, clientAddress: string): void {
  const { headers } = request;
  for (const name of Object.keys(headers)) {
    if (internalPrefixes.some((prefix) => name.startsWith(prefix))) delete headers[name];
  }
  for (const name of internalNames) delete headers[name];
  headers.host = publicUrl.host;
  headers["x-forwarded-host"] = publicUrl.host;
  headers["x-forwarded-proto"] = publicUrl.protocol.slice(0, -1);
  headers["x-forwarded-port"] = publicUrl.port || (publicUrl.protocol === "https:" ? "443" : "80");
  headers["x-forwarded-for"] = clientAddress;
}
