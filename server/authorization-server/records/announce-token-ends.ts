import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import { grantEndedChannel, sessionTie, tokensEndedChannel, tokenTie } from "./token-ties.ts";

/** Announces what a transaction ended, so that every process forgets it before the transaction's caller goes on. */
export interface TokenEndAnnouncements {
  /** What was issued in a session. */
  session(publish: PublishOnCommit, sessionId: string): Promise<void>;
  /** Everything under a grant. */
  grant(publish: PublishOnCommit, grantId: string): Promise<void>;
  /** One access token. */
  accessToken(publish: PublishOnCommit, idHash: string): Promise<void>;
}

export const tokenEndAnnouncements: TokenEndAnnouncements = {
  session: (publish, sessionId) => publish(tokensEndedChannel, sessionTie(sessionId)),
  grant: (publish, grantId) => publish(grantEndedChannel, grantId),
  accessToken: (publish, idHash) => publish(tokensEndedChannel, tokenTie(idHash)),
};
