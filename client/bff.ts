import type { BffError } from "./bff-error.ts";
import type { User } from "./user.ts";

export interface BffOptions {
  /** Origin of the portal when the frontend lives on another one of yours; default: the same. */
  baseUrl?: string | undefined;
  /** How often a visible tab looks whether the session still stands; looking does not extend it. Default 1.5. */
  checkSeconds?: number | undefined;
  /** When `expiring` is told. Default 60. */
  warnSeconds?: number | undefined;
}

export interface LoginOptions {
  /** Where to come back to: a path of the portal's, or an address on one of its `frontendOrigins`. Default: this page. */
  returnUrl?: string | undefined;
  provider?: string | undefined;
  prompt?: "none" | "login" | "consent" | "select_account" | undefined;
  /** With `provider`: more access to that provider, asked for on top (a `scope_required` problem names it). */
  scope?: string | undefined;
}

/** What a sign-out ended: the session always; at each provider the access was revoked or not, or another session uses it. */
export interface SignedOut {
  signed_out: true;
  /** The id of the provider of the sign-in; `null` when no person was signed in. */
  provider: string | null;
  upstream: readonly { provider: string; outcome: "revoked" | "not_revoked" | "still_used" }[];
}

export interface BffEvents {
  /** A person signed in or out, or another person is signed in, in this tab or another. `null`: no person. */
  change: (user: User | null) => void;
  /**
   * The session ends in so many seconds unless it is used; told once, and again after it was extended. Who listens only
   * then knows it at the next answer.
   */
  expiring: (seconds: number) => void;
  /** After `expiring`: it was used, here or in another tab, and goes on. */
  extended: () => void;
  /** It can't be found out who is signed in; told when it begins and when its cause changes. `null`: the portal answers again. */
  error: (error: BffError | null) => void;
}

export interface Bff {
  /** The person who is signed in; `null`: no person. Extends the session unless `slide` is false. Rejects with a `BffError`. */
  user(options?: { slide?: boolean }): Promise<User | null>;
  /** `fetch` with the X-CSRF header and the session; paths are the portal's, e.g. "/bff/api/demo/notes". */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>;
  /** Leaves this page to sign in. */
  login(options?: LoginOptions): void;
  /** Signs out, here and in every tab. Tells what the portal could revoke upstream. Rejects with a `BffError`. */
  logout(): Promise<SignedOut>;
  /** What a handler throws is reported by the page, as of any event; the other handlers are called all the same. */
  on<E extends keyof BffEvents>(event: E, handler: BffEvents[E]): () => void;
  /** Looks and listens no more; answers that are under way still come. */
  close(): void;
}
