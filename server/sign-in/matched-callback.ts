import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import type { CallbackParams } from "./read-callback.ts";
import type { SignInTransaction } from "./sign-in-transaction.ts";

/** A callback with its transaction found: the browser that started it is the one that came back. */
export interface MatchedCallback {
  provider: Provider;
  callback: CallbackParams;
  transaction: SignInTransaction;
  /** The session that this browser has already. */
  session: LiveSession | null;
  /** The token of an invitation that was accepted in this browser. */
  invitation: string | undefined;
}
