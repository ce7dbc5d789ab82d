import type { IncomingMessage } from "node:http";
import { rewriteBody } from "./rewrite-body.ts";

/**
 * Lets a public client send its id by Basic with an empty secret, as some libraries do for every client: it is read as
 * the `client_id` parameter. It opens nothing, because the parameter needs no secret either.
 *
 * A confidential client without its secret is no public one; the library refuses it.
 *
 * Spec: RFC 6749 §2.3.1 (an empty secret may be left out), §3.2.1.
 */
export async function readEmptyBasicSecret(
  request: IncomingMessage,
  isPublicClient: (clientId: string) => Promise<boolean>,
): Promise<void> {
  const clientId = clientIdOf(request.headers.authorization);
  const isForm = request.headers["content-type"]?.toLowerCase().startsWith("application/x-www-form-urlencoded");
  if (clientId === undefined || !isForm || !(await isPublicClient(clientId))) return;
  delete request.headers.authorization;
  rewriteBody(request, (form) =>
    new URLSearchParams(form).has("client_id") ? form : `${form}&client_id=${encodeURIComponent(clientId)}`,
  );
}

/** The user name of `Basic <name>:`, when there is nothing behind the colon. */
function clientIdOf(authorization: string | undefined): string | undefined {
  const [, encoded] = /^basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? "") ?? [];
  const decoded = encoded ? Buffer.from(encoded, "base64").toString("utf8") : "";
  if (decoded.length < 2 || decoded.indexOf(":") !== decoded.length - 1) return undefined;
  try {
    return decodeURIComponent(decoded.slice(0, -1).replaceAll("+", "%20"));
  } catch {
    return undefined;
  }
}
