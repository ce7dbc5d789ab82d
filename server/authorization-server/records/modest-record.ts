import { type AdapterPayload, errors } from "oidc-provider";

/** What an app may ask in one request: the parameters as JSON, in bytes. */
export const requestBytesMax = 8 * 1024;
/** The same parameters as the JWT in which a pushed request is kept: base64url, a header, an unused signature. */
const pushedBytesMax = Math.ceil((requestBytesMax * 4) / 3) + 512;

/**
 * Refuses to keep a request that is larger than honest ones are. Any caller may send one in a public app's name, and it is a row in
 * the database until a person answers it or it expires. Honest requests are 1 to 3 kB, also with a signed request object.
 *
 * Errors: invalid_request, with status 413. Spec: RFC 9126 §2.3.
 */
export function requireModestRecord(model: string, payload: AdapterPayload): void {
  if (model === "PushedAuthorizationRequest") requireSize(payload.request?.length ?? 0, pushedBytesMax);
  if (model !== "Interaction" && model !== "DeviceCode") return;
  requireSize(Buffer.byteLength(JSON.stringify(payload.params ?? {})), requestBytesMax);
}

function requireSize(bytes: number, most: number): void {
  if (bytes > most) throw new errors.InvalidRequest(`the request is larger than ${requestBytesMax} bytes`, 413);
}
