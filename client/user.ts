/** Who is signed in, from the claims of `/bff/user`. Never a token. */
export interface User {
  sub: string;
  sid: string;
  name?: string;
  email?: string;
  picture?: string;
  /** Every claim by its type; a type that came more than once is an array. */
  claims: Readonly<Record<string, unknown>>;
  /** Seconds until the session ends unless it is used before. */
  expiresInSeconds: number;
}

export interface Claim {
  type: string;
  value: unknown;
}

export function userFromClaims(claims: readonly Claim[] | null): User | null {
  if (!claims) return null;
  const byType: Record<string, unknown> = {};
  for (const { type, value } of claims) {
    byType[type] = type in byType ? [byType[type], value].flat() : value;
  }
  return { ...byType, claims: byType, expiresInSeconds: byType["bff:session_expires_in"] } as unknown as User;
}
