import type { LiveSession } from "./live-session.ts";
import type { UpstreamRevocation } from "./token-source.ts";

/** Signs out and says what happened: what ended, what was revoked upstream, what remains. */
export type SignOut = (session: LiveSession) => Promise<SignOutReceipt>;

export interface SignOutReceipt {
  /** The provider that the session began at; `undefined` when it began without one. */
  providerId: string | undefined;
  providerName: string | undefined;
  upstream: readonly UpstreamRevocation[];
  /** Of a sign-out just done: the page where its apps are told. Not kept in the receipt's cookie. */
  signedOutPage?: SignedOutPage;
}

/** The path of the page that tells the apps and then leads on to `to`; `undefined` when there is none to tell. */
export type SignedOutPage = (to?: string, uiLocales?: string) => string | undefined;
