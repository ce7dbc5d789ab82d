import { errors } from "oidc-provider";

/** Lost the race for a code or token that may be used once. invalid_grant on the wire. */
export class AlreadyConsumed extends errors.InvalidGrant {
  constructor() {
    super("already used");
  }
}
