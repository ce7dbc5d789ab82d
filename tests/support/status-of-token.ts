import { inflateSync } from "node:zlib";
import { createRemoteJWKSet, decodeJwt, type JWTPayload, jwtVerify } from "jose";

export interface StatusReference {
  idx: number;
  uri: string;
}

/** Where a JWT access token says that its status stands (draft-ietf-oauth-status-list-21 §6.2). */
export function statusReferenceOf(token: string): StatusReference {
  const { status } = decodeJwt(token) as { status?: { status_list?: StatusReference } };
  if (!status?.status_list) throw new Error("the token has no status list reference");
  return status.status_list;
}

/** Fetches a list from the process at `address`, and checks it as §8.3 asks, by the library that APIs use. */
export async function fetchStatusList(
  uri: string,
  issuer: string,
  address = issuer,
): Promise<{ claims: JWTPayload; statusAt(index: number): number; response: Response }> {
  const response = await fetch(uri.replace(issuer, address), { headers: { accept: "application/statuslist+jwt" } });
  if (response.status !== 200) throw new Error(`${uri} answered ${response.status}`);
  const keys = createRemoteJWKSet(new URL(`${address}/oauth2/jwks`));
  const { payload } = await jwtVerify(await response.text(), keys, {
    issuer,
    subject: uri,
    typ: "statuslist+jwt",
    algorithms: ["ES256"],
    requiredClaims: ["iat", "exp", "ttl", "status_list"],
  });
  const { bits, lst } = payload["status_list"] as { bits: number; lst: string };
  if (bits !== 1) throw new Error(`${bits} bits for each token`);
  const bytes = inflateSync(Buffer.from(lst, "base64url"));
  return {
    claims: payload,
    response,
    statusAt(index) {
      const byte = bytes[index >> 3];
      if (byte === undefined) throw new Error("the index is out of the list's bounds");
      return (byte >> (index & 7)) & 1;
    },
  };
}

/** What the process at `address` says about a token now. */
export async function statusOf(token: string, issuer: string, address = issuer): Promise<"valid" | "ended"> {
  const { idx, uri } = statusReferenceOf(token);
  return (await fetchStatusList(uri, issuer, address)).statusAt(idx) === 0 ? "valid" : "ended";
}
