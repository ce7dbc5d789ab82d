import { decodeJwt } from "jose";
import type { AdapterPayload } from "oidc-provider";

interface Stored {
  params?: Record<string, unknown>;
  prompt?: { name: string; reasons: string[]; details?: Record<string, unknown> };
}

/**
 * A stored request without its `id_token_hint`: an ID token has no business in the database. Its subject stays demanded, as
 * a value of the `claims` parameter (OIDC Core §5.5.1), which the library looks at again at each step.
 *
 * The hint was verified when the request came (OIDC Core §3.1.2.2).
 */
export function withoutIdTokenHint(payload: AdapterPayload): AdapterPayload {
  const { params, prompt } = payload as Stored;
  const { id_token_hint: hint, ...kept } = params ?? {};
  if (typeof hint !== "string") return payload;
  const subject = decodeJwt(hint).sub;
  const { id_token_hint: _, ...details } = prompt?.details ?? {};
  return {
    ...payload,
    params: { ...kept, claims: demanding(kept["claims"], subject) },
    ...(prompt ? { prompt: { ...prompt, details: { sub: { value: subject }, ...details } } } : {}),
  } as AdapterPayload;
}

/** A subject that the request demands by itself stays: no account could match two subjects. */
function demanding(claims: unknown, subject: string | undefined): string {
  const asked = (typeof claims === "string" ? JSON.parse(claims) : {}) as { id_token?: Record<string, unknown> };
  const { sub } = asked.id_token ?? {};
  const own = (sub as { value?: unknown } | null | undefined)?.value;
  return JSON.stringify({ ...asked, id_token: { ...asked.id_token, sub: { value: own ?? subject } } });
}
