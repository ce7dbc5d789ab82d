import { accountDisabledChannel } from "#server/accounts/account-store.ts";
import { personChangedChannel } from "#server/accounts/person/person-changes.ts";
import { sessionEndedChannel } from "#server/sessions/session-endings.ts";
import { accountTie, grantEndedChannel, grantTie, sessionTie, tokensEndedChannel } from "./token-ties.ts";

/** Channels by which tokens end, each with what its payload is tied to. */
export const tokenEndings: readonly { channel: string; tieOf(payload: string): string }[] = [
  { channel: tokensEndedChannel, tieOf: (tie) => tie },
  { channel: grantEndedChannel, tieOf: grantTie },
  { channel: accountDisabledChannel, tieOf: accountTie },
  // What is known of the person decides whether they may use the app.
  { channel: personChangedChannel, tieOf: accountTie },
  { channel: sessionEndedChannel, tieOf: sessionTie },
];
