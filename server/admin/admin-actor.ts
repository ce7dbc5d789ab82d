import type { Permission } from "./permissions.ts";

declare const proof: unique symbol;

/**
 * Who administers: a signed-in person, a client of the API (perhaps for a person), or the operator at the command line.
 *
 * Only `actors.ts` makes one, from a live session, a verified token or the operator's own connection, so a function that takes an
 * AdminActor needs no check of its own but the permission's.
 */
export interface AdminActor {
  readonly [proof]: true;
  readonly kind: "person" | "client" | "operator";
  /** As the audit log names them. */
  readonly name: `user:${string}` | `client:${string}` | "operator";
  /** The operator's user in the operating system, as the process says; `undefined` for others. */
  readonly systemUser: string | undefined;
  readonly userId: string | undefined;
  readonly clientId: string | undefined;
  readonly permissions: ReadonlySet<Permission>;
  /** Epoch seconds of the person's last sign-in; `undefined` where no person acts, whose sign-in could be fresh. */
  readonly signedInAtSeconds: number | undefined;
  /**
   * The same actor with what they may do now; `null` when the session or the account is over. What goes on for long asks again, as a
   * stream does.
   *
   * Errors: access_token_invalid when the token is over; database_unavailable.
   */
  asOfNow(): Promise<AdminActor | null>;
}
