import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import type { Tamper } from "./provider-controls.ts";
import { newPair, type SigningKeys } from "./signing-keys.ts";

/** Signs, or does the wrong thing that was ordered. */
export async function signJwt(
  claims: JWTPayload,
  keys: SigningKeys,
  tamper: Tamper | undefined,
  typ = "JWT",
): Promise<string> {
  const { kid, privateKey } = await keys.current();
  const payload = tamper ? tamperedClaims(claims, tamper) : claims;
  switch (tamper) {
    case "alg-none":
      return new UnsecuredJWT(payload).encode();
    case "hs256-with-public-key":
      return new SignJWT(payload)
        .setProtectedHeader({ alg: "HS256", kid, typ })
        .sign(new TextEncoder().encode(await keys.publicPem()));
    case "unknown-key":
      return new SignJWT(payload)
        .setProtectedHeader({ alg: "RS256", kid: "nobody-knows-me", typ })
        .sign((await newPair()).privateKey);
    case "bad-signature":
      return spoilSignature(await new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid, typ }).sign(privateKey));
    default:
      return new SignJWT(payload).setProtectedHeader({ alg: "RS256", kid, typ }).sign(privateKey);
  }
}

/** The claims as the tampering wants them. */
export function tamperedClaims(claims: JWTPayload, tamper: Tamper): JWTPayload {
  const { sub, iat, nonce, ...rest } = claims;
  const anHourAgo = Math.floor(Date.now() / 1000) - 3600;
  const changes: Partial<Record<Tamper, JWTPayload>> = {
    "wrong-iss": { ...claims, iss: "https://issuer.attacker.example" },
    "wrong-aud": { ...claims, aud: "another-client" },
    "wrong-azp": { ...claims, aud: [String(claims.aud), "another-client"], azp: "another-client" },
    expired: { ...claims, iat: anHourAgo - 3600, exp: anHourAgo },
    "wrong-nonce": { ...claims, nonce: "not-the-one-you-sent" },
    "missing-nonce": { ...rest, ...present({ sub, iat }) },
    "missing-sub": { ...rest, ...present({ iat, nonce }) },
    "missing-iat": { ...rest, ...present({ sub, nonce }) },
  };
  return changes[tamper] ?? claims;
}

function present(claims: Record<string, unknown>): JWTPayload {
  return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
}

/** Changes a character in the middle: the last one may hold unused bits only. */
function spoilSignature(jwt: string): string {
  const at = jwt.length - 100;
  return jwt.slice(0, at) + (jwt[at] === "A" ? "B" : "A") + jwt.slice(at + 1);
}
