import { inflateSync } from "node:zlib";
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";

interface StatusReference {
  idx: number;
  uri: string;
}

interface KeptList {
  bytes: Uint8Array;
  freshUntilMs: number;
}

/** valid or ended as of `ttl` seconds ago at most; unknown: the list can't be had now. */
export type TokenStatus = "valid" | "ended" | "unknown";

const listsKept = 100;
const bytesMax = 1024 * 1024;

/**
 * Looks up in Portico's status lists whether a JWT access token has ended before it expired. Only for tokens whose signature
 * was checked: the token says where its list is.
 *
 * Cost:  one request for each list every `ttl` seconds, however many tokens it is about.
 * Spec:  draft-ietf-oauth-status-list-21 §8.3.
 */
export function createStatusCheck(
  issuer: string,
  keys: JWTVerifyGetKey,
  nowMs: () => number = Date.now,
): (token: JWTPayload) => Promise<TokenStatus> {
  const kept = new Map<string, Promise<KeptList>>();

  async function fetchList(uri: string): Promise<KeptList> {
    const askedAtMs = nowMs();
    const headers = { accept: "application/statuslist+jwt" };
    const response = await fetch(uri, { headers, redirect: "error", signal: AbortSignal.timeout(5000) });
    if (response.status !== 200) throw new Error(`the status list answered ${response.status}`);
    const { payload } = await jwtVerify(await response.text(), keys, {
      issuer,
      subject: uri,
      typ: "statuslist+jwt",
      algorithms: ["ES256", "RS256", "PS256", "EdDSA"],
      requiredClaims: ["iat", "exp", "ttl"],
      clockTolerance: 5,
    });
    const { bits, lst } = payload["status_list"] as { bits: number; lst: string };
    if (bits !== 1) throw new Error(`${bits} bits for each token`);
    const bytes = inflateSync(Buffer.from(lst, "base64url"), { maxOutputLength: bytesMax });
    return { bytes, freshUntilMs: askedAtMs + Number(payload["ttl"]) * 1000 };
  }

  /** The list that is kept or on its way, unless it is too old. */
  async function freshList(uri: string): Promise<KeptList> {
    const known = kept.get(uri);
    const list = await known;
    if (list && nowMs() < list.freshUntilMs) return list;
    return kept.get(uri) === known ? fetchAndKeep(uri) : freshList(uri);
  }

  function fetchAndKeep(uri: string): Promise<KeptList> {
    const fetching = fetchList(uri);
    kept.delete(uri);
    const [oldest] = kept.size >= listsKept ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(uri, fetching);
    fetching.catch(() => {
      if (kept.get(uri) === fetching) kept.delete(uri);
    });
    return fetching;
  }

  return async (token) => {
    const reference = referenceOf(token);
    // Portico's tokens all have one, at its own address: nothing else may make this API fetch something.
    if (!reference?.uri.startsWith(`${issuer}/`)) return "ended";
    try {
      const { bytes } = await freshList(reference.uri);
      const byte = bytes[reference.idx >> 3];
      return byte !== undefined && ((byte >> (reference.idx & 7)) & 1) === 0 ? "valid" : "ended";
    } catch {
      return "unknown";
    }
  };
}

function referenceOf(token: JWTPayload): StatusReference | undefined {
  const { status_list } = (token["status"] ?? {}) as { status_list?: Partial<StatusReference> };
  const { idx, uri } = status_list ?? {};
  return typeof uri === "string" && Number.isSafeInteger(idx) && Number(idx) >= 0
    ? { idx: Number(idx), uri }
    : undefined;
}
