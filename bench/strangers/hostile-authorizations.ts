/** A public app that the bench adds to the demo: any caller can send requests in its name. */
export const strangersApp = { clientId: "strangers-app", redirectUri: "https://strangers.example/callback" };

const many = (unit: string, bytes: number) => unit.repeat(Math.max(0, Math.floor(bytes / unit.length)));

function request(change: Readonly<Record<string, string>>): string {
  const plain = {
    client_id: strangersApp.clientId,
    response_type: "code",
    redirect_uri: strangersApp.redirectUri,
    scope: "openid",
    code_challenge: "a".repeat(43),
    code_challenge_method: "S256",
  };
  return new URLSearchParams({ ...plain, ...change }).toString();
}

const names = (count: number, value: (index: number) => unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`c${index}`, value(index)]));

/** Authorization and token requests as forms: valid, but for one parameter as large as a body of `bytes` takes it. */
export function hostileAuthorizations(bytes: number): Readonly<Record<string, string>> {
  const spare = bytes - 400;
  const words = Object.keys(names(Math.floor(spare / 6), () => 0));
  return {
    "a valid one": request({}),
    "scope of many words": request({ scope: `openid ${many("a ", spare)}` }),
    "scope of distinct words": request({ scope: `openid ${words.join(" ")}` }),
    // Braces and quotes take three bytes each.
    "nested claims": request({ claims: `${'{"a":'.repeat(spare / 18)}1${"}".repeat(spare / 18)}` }),
    "claims of many names": request({ claims: JSON.stringify({ id_token: names(spare / 20, () => null) }) }),
    "claims of many acr values": request({
      claims: JSON.stringify({ id_token: { acr: { values: words.slice(0, spare / 16) } } }),
    }),
    "acr_values of many words": request({ acr_values: many("a ", spare) }),
    "ui_locales of many words": request({ ui_locales: many("a ", spare) }),
    "prompt of many words": request({ prompt: many("none ", spare) }),
    "id_token_hint of dots": request({ id_token_hint: many("a.", spare) }),
    "request object of dots": request({ request: many("a.", spare) }),
    "request_uri, long": request({ request_uri: `urn:ietf:params:oauth:request_uri:${many("a", spare - 60)}` }),
    "resource many times": `${request({})}${"&resource=urn:a".repeat(990)}`,
    "distinct resources": `${request({})}${Array.from({ length: 900 }, (_, index) => `&resource=urn:${index}`).join("")}`,
    "a state just not too long": request({ state: many("a", 7_600) }),
    "a long state": request({ state: many("a", spare) }),
    "a long nonce": request({ nonce: many("a", spare) }),
    "a long login_hint": request({ login_hint: many("a", spare) }),
    "redirect_uri, long": request({ redirect_uri: `https://strangers.example/${many("a/", spare / 2)}` }),
    "client_id, long": request({ client_id: `https://${many("a.", spare)}example/` }),
    "a device's grant": request({
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: many("a", spare),
    }),
    "a code, long": request({ grant_type: "authorization_code", code: many("a", spare) }),
    "code_verifier, long": request({ grant_type: "authorization_code", code: "a", code_verifier: many("a", spare) }),
    "client_assertion of dots": request({
      client_assertion: many("a.", spare - 80),
      client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    }),
  };
}
