import type { ServerResponse } from "node:http";
import { errors } from "oidc-provider";

/** The database did not answer. 503, never 200: a failing store must not look like a revoked or an unknown token. */
export class StoreUnavailable extends errors.OIDCProviderError {
  constructor(cause: unknown) {
    super(503, "temporarily_unavailable", { cause });
    this.error_description = "the authorization server can't reach its database";
    this.expose = true;
  }
}

/** For what is done before the library gets to see a request: the answer that it would give. */
export function answerUnavailable(response: ServerResponse, { error, error_description }: StoreUnavailable): void {
  response.writeHead(503, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify({ error, error_description }));
}
