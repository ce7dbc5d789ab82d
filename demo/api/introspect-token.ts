import { missingToken, type TokenVerdict } from "./access.ts";

interface Introspection {
  active?: unknown;
  sub?: unknown;
  scope?: unknown;
  aud?: unknown;
  client_id?: unknown;
  exp?: unknown;
}

/**
 * Asks Portico about an opaque token, every time anew: a revocation must bite at once, so nothing is cached.
 *
 * Spec: RFC 7662 §2.
 */
export function createIntrospector(
  issuer: string,
  audience: string,
  credentials: { clientId: string; clientSecret: string },
): (token: string | undefined) => Promise<TokenVerdict> {
  const { clientId, clientSecret } = credentials;
  // RFC 6749 §2.3.1: both halves are form-encoded first.
  const basic = Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString("base64");
  return async (token) => {
    if (token === undefined) return missingToken;
    let answer: Introspection;
    try {
      const response = await fetch(`${issuer}/oauth2/introspect`, {
        method: "POST",
        headers: { authorization: `Basic ${basic}`, accept: "application/json" },
        body: new URLSearchParams({ token, token_type_hint: "access_token" }),
        redirect: "error",
        signal: AbortSignal.timeout(5000),
      });
      if (response.status !== 200) return cannotAsk;
      answer = (await response.json()) as Introspection;
    } catch {
      return cannotAsk;
    }
    return verdictOn(answer, audience);
  };
}

const cannotAsk: TokenVerdict = { ok: false, reason: "issuer_down", detail: "Portico can't be asked at the moment." };

export function verdictOn(answer: Introspection, audience: string): TokenVerdict {
  const invalid = (detail: string): TokenVerdict => ({ ok: false, reason: "invalid", detail });
  if (answer.active !== true) return invalid("The token is expired, revoked, or was never issued.");
  if (![answer.aud].flat().includes(audience)) return invalid("The token is for another API.");
  if (typeof answer.exp === "number" && answer.exp <= Date.now() / 1000) return invalid("The token is expired.");
  if (typeof answer.sub !== "string") return invalid("The token speaks for no person.");
  return {
    ok: true,
    caller: {
      subject: answer.sub,
      scopes: typeof answer.scope === "string" ? answer.scope.split(" ").filter(Boolean) : [],
      clientId: typeof answer.client_id === "string" ? answer.client_id : undefined,
      claims: { ...answer },
    },
  };
}

function formEncode(text: string): string {
  return new URLSearchParams({ v: text }).toString().slice(2);
}
