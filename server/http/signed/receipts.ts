import { cookieValues, setCookie } from "#server/http/cookies/cookies.ts";
import type { SignedNotes } from "./signed-note.ts";

/**
 * What a page says after an act, carried over the redirect by a cookie. Signed: a link or a neighbour on the same domain
 * can't make this portal say that something was revoked. A receipt outlives the session that it is about.
 */
export interface Receipts {
  setCookieHeader(kind: string, receipt: object): string;
  /** The last act's receipt if it is of that kind. */
  read<T extends object>(kind: string, cookieHeader: string | undefined): T | undefined;
}

const lifetimeSeconds = 10 * 60;

export function createReceipts(notes: SignedNotes, secure: boolean): Receipts {
  const name = secure ? "__Host-portico-receipt" : "portico-receipt";
  return {
    setCookieHeader: (kind, receipt) =>
      setCookie(name, notes.write(`receipt/${kind}`, receipt, lifetimeSeconds), {
        maxAgeSeconds: lifetimeSeconds,
        secure,
        sameSite: "Lax",
      }),
    read: (kind, cookieHeader) => notes.read(`receipt/${kind}`, cookieValues(cookieHeader, name)[0]),
  };
}
