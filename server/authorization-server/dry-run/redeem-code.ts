import type { DryBrowser } from "./dry-browser.ts";
import type { MemoryRecords } from "./memory-records.ts";
import { claimsIn, claimsOfJwt, type DryClaim, type DryToken, isJwt, tokenAnswer, tokensOf } from "./read-tokens.ts";

export interface Redeemed {
  /** Whether the app got tokens. */
  issued: boolean;
  tokens: readonly DryToken[];
  claims: readonly DryClaim[];
}

export interface RedeemedCode {
  clientId: string;
  /** `undefined` for a public app. */
  secret: string | undefined;
  redirectUri: string;
  code: string;
  verifier: string;
  /** The API that the token is for, where the app names one. */
  resource: string | undefined;
}

/** Does what the app does with its code: gets tokens, and asks UserInfo and introspection, as far as they are open to it. */
export async function redeemCode(
  asked: RedeemedCode,
  { browser, memory }: { browser: DryBrowser; memory: Pick<MemoryRecords, "made"> },
): Promise<Redeemed> {
  const before = memory.made().length;
  const proof = {
    client_id: asked.clientId,
    ...(asked.secret === undefined ? {} : { client_secret: asked.secret }),
  };
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code: asked.code,
    redirect_uri: asked.redirectUri,
    code_verifier: asked.verifier,
    ...proof,
  });
  if (asked.resource !== undefined) form.set("resource", asked.resource);
  const answer = await browser.send("/oauth2/token", { form });
  if (answer.status !== 200) return { issued: false, tokens: [], claims: [] };
  const { access_token: accessToken, id_token: idToken } = tokenAnswer.parse(JSON.parse(answer.body));
  const tokens = tokensOf(memory.made().slice(before), idToken);
  const audience = tokens.find(({ kind }) => kind === "access_token")?.audience;
  return {
    issued: true,
    tokens,
    claims: [
      ...(idToken === undefined ? [] : claimsOfJwt("id_token", undefined, idToken)),
      ...(audience === undefined ? await userinfoClaims(browser, accessToken) : []),
      ...claimsOfJwt("access_token", audience, accessToken),
      ...(isJwt(accessToken) ? [] : await introspectedClaims(browser, accessToken, audience, proof)),
    ],
  };
}

async function userinfoClaims(browser: DryBrowser, token: string): Promise<DryClaim[]> {
  const { status, headers, body } = await browser.send("/oauth2/userinfo", { token });
  // Without the scope openid there is none.
  if (status !== 200) return [];
  const isSigned = headers["content-type"]?.startsWith("application/jwt") === true;
  return isSigned ? claimsOfJwt("userinfo", undefined, body) : claimsIn("userinfo", undefined, objectIn(body));
}

async function introspectedClaims(
  browser: DryBrowser,
  token: string,
  audience: string | undefined,
  proof: Record<string, string>,
): Promise<DryClaim[]> {
  const { status, body } = await browser.send("/oauth2/introspect", { form: new URLSearchParams({ token, ...proof }) });
  return status === 200 ? claimsIn("introspection", audience, objectIn(body)) : [];
}

function objectIn(body: string): object {
  const value: unknown = JSON.parse(body);
  return typeof value === "object" && value !== null ? value : {};
}
