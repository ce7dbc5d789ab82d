/** Announced with the commit that ended tokens; the payload is a tie. */
export const tokensEndedChannel = "portico_tokens_ended";
/** Announced by connected-apps when a person takes an app's access away; the payload is the grant's id. */
export const grantEndedChannel = "portico_grant_ended";

/*
 * What a token hangs on. When one of these ends, every token tied to it is forgotten.
 */
export const tokenTie = (idHash: string): string => `token:${idHash}`;
export const familyTie = (familyId: string): string => `family:${familyId}`;
export const grantTie = (grantId: string): string => `grant:${grantId}`;
export const accountTie = (userId: string): string => `account:${userId}`;
export const clientTie = (clientId: string): string => `client:${clientId}`;
export const sessionTie = (sessionId: string): string => `session:${sessionId}`;
