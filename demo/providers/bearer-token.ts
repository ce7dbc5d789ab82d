import type { IncomingMessage } from "node:http";

/** Spec: RFC 6750 §2.1; GitHub also takes the word "token". */
export function bearerToken(request: IncomingMessage): string | undefined {
  return /^(?:bearer|token) ([\w.~+/=-]+)$/i.exec(request.headers.authorization ?? "")?.[1];
}
