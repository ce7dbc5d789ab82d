import { errors } from "oidc-provider";

/** The database did not answer. 503, never 200: a failing store must not look like a revoked or an unknown token. */
export class StoreUnavailable extends errors.OIDCProviderError {
  constructor(cause: unknown) {
    super(503, "temporarily_unavailable", { cause });
    this.error_description = "the authorization server can't reach its database";
    this.expose = true;
  }
}
