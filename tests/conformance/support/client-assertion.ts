import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";

/** What to say differently from a correct assertion; undefined leaves the claim out. */
export type AssertionChange = Readonly<Record<string, unknown>>;

/** Client authentication with a key (RFC 7523 §3), its audience the issuer as FAPI 2.0 demands. */
export async function clientAssertion(
  key: CryptoKey,
  clientId: string,
  issuer: string,
  change: AssertionChange = {},
  alg = "ES256",
): Promise<Record<string, string>> {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: issuer,
    jti: randomUUID(),
    iat: nowSeconds,
    exp: nowSeconds + 60,
    ...change,
  };
  const assertion = await new SignJWT(claims).setProtectedHeader({ alg, kid: clientId }).sign(key);
  return {
    client_id: clientId,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
  };
}
