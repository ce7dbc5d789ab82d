import type { AdapterPayload } from "oidc-provider";

/** A row of oidc_records as the adapter needs it. */
export interface OidcRecord {
  payload: AdapterPayload;
  idHash: string;
  familyId: string | null;
  consumedAt: Date | null;
  answer: string | null;
}

/** A row to write. */
export interface NewOidcRecord {
  model: string;
  idHash: string;
  payload: AdapterPayload;
  grantId: string | undefined;
  familyId: string | undefined;
  /** The HMAC of a device's user code (sealed-device-codes.ts). */
  userCode?: string | undefined;
  expiresAt: Date | undefined;
  /** Of a JWT access token: where its status stands. */
  status?: StatusPlace | undefined;
}

/** Where a JWT access token's status stands: a status list and an index in it. */
export interface StatusPlace {
  listId: string;
  index: number;
}
