import { accountDisabledChannel } from "#server/accounts/account-store.ts";
import { sessionEndedChannel } from "#server/sessions/session-endings.ts";
import { accountTie, grantEndedChannel, grantTie, sessionTie, tokensEndedChannel } from "./token-ties.ts";

/** Channels by which tokens end, each with what its payload is tied to. */
export const tokenEndings: readonly { channel: string; tieOf(payload: string): string }[] = [
  { channel: tokensEndedChannel, tieOf: (tie) => tie },
  { channel: grantEndedChannel, tieOf: grantTie },
  { channel: accountDisabledChannel, tieOf: accountTie },
  { channel: sessionEndedChannel, tieOf: sessionTie },
];
