import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  calendarAudience,
  type Harness,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, buddy, newVerifier, obtainCode, spa, tokenRequest } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase());
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

const { challenge } = newVerifier();
const authorize = async (change: Record<string, string | undefined>, client = buddy) => {
  const { browser } = await harness.signIn();
  return browser.fetch(`/oauth2/authorize?${authorizationRequest(client, challenge, change)}`);
};

describe("discovery", () => {
  const forgeries: Record<string, Record<string, string>> = {
    "a forged Host": { host: "evil.example" },
    "a forged X-Forwarded-Host": { "x-forwarded-host": "evil.example" },
    "a forged X-Forwarded-Proto": { "x-forwarded-proto": "https" },
    "a forged Forwarded": { forwarded: "host=evil.example;proto=https" },
  };
  for (const [name, headers] of Object.entries(forgeries)) {
    it(`names only its own addresses under ${name}`, async () => {
      const body = await get("/.well-known/openid-configuration", headers);
      const document = JSON.parse(body) as Record<string, unknown>;
      expect(document["issuer"]).toBe(harness.issuer);
      expect(body).not.toContain("evil.example");
      for (const [key, value] of Object.entries(document)) {
        if (key.endsWith("_endpoint") || key === "jwks_uri")
          expect(value).toMatch(new RegExp(`^${harness.issuer}/oauth2/`));
      }
    });
  }

  it("says what it can do, and nothing that it refuses", async () => {
    const document = JSON.parse(await get("/.well-known/oauth-authorization-server", {})) as Record<string, unknown>;
    expect(document).toMatchObject({
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      authorization_endpoint: `${harness.issuer}/oauth2/authorize`,
      introspection_endpoint: `${harness.issuer}/oauth2/introspect`,
      pushed_authorization_request_endpoint: `${harness.issuer}/oauth2/par`,
    });
    expect(document["grant_types_supported"]).not.toContain("implicit");
    expect(document["grant_types_supported"]).not.toContain("password");
    expect(document["token_endpoint_auth_methods_supported"]).not.toContain("client_secret_jwt");
  });

  it("refuses a request target that names a host of its own", async () => {
    const status = await rawStatus("http://evil.example/.well-known/openid-configuration");
    expect(status).toBe(400);
  });

  it("publishes public key members only", async () => {
    const { keys } = JSON.parse(await get("/oauth2/jwks", {})) as { keys: Record<string, unknown>[] };
    expect(keys.map(({ alg }) => alg).sort()).toEqual(["ES256", "RS256"]);
    for (const key of keys)
      for (const member of ["d", "p", "q", "dp", "dq", "qi", "k"]) expect(key).not.toHaveProperty(member);
  });

  function get(path: string, headers: Record<string, string>): Promise<string> {
    return new Promise((resolve, reject) => {
      httpRequest(harness.issuer + path, { headers }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          body += chunk;
        });
        response.on("end", () => resolve(body));
      })
        .on("error", reject)
        .end();
    });
  }

  function rawStatus(target: string): Promise<number | undefined> {
    const { port } = new URL(harness.issuer);
    return new Promise((resolve, reject) => {
      httpRequest({ host: "127.0.0.1", port, path: target }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
  }
});

describe("an authorization request that must not reach the app", () => {
  const hostile: Record<string, [change: Record<string, string | undefined>, code: string]> = {
    "an unknown client": [{ client_id: "nobody" }, "client_unknown"],
    "no client": [{ client_id: undefined }, "authorization_request_invalid"],
    "an unregistered redirect_uri": [{ redirect_uri: "https://evil.example/callback" }, "redirect_uri_mismatch"],
    "a redirect_uri with a longer path": [{ redirect_uri: `${buddy.redirectUri}/x` }, "redirect_uri_mismatch"],
    "a redirect_uri with a query": [{ redirect_uri: `${buddy.redirectUri}?x=1` }, "redirect_uri_mismatch"],
    "a redirect_uri in other case": [{ redirect_uri: "https://buddy.example/CALLBACK" }, "redirect_uri_mismatch"],
    "a redirect_uri with userinfo": [
      { redirect_uri: "https://buddy.example@evil.example/callback" },
      "redirect_uri_mismatch",
    ],
    "a javascript: redirect_uri": [{ redirect_uri: "javascript:alert(1)" }, "redirect_uri_mismatch"],
    "no redirect_uri although only one is registered": [{ redirect_uri: undefined }, "authorization_request_invalid"],
  };
  for (const [name, [change, code]] of Object.entries(hostile)) {
    it(`shows our own error page for ${name}`, async () => {
      const response = await authorize(change);
      expect(response.status).toBe(303);
      const location = new URL(response.headers.get("location") ?? "", harness.issuer);
      expect(location.origin).toBe(harness.issuer);
      expect(location.pathname).toBe("/error");
      expect(location.searchParams.get("code")).toBe(code);
    });
  }
});

describe("an authorization request that the app hears about", () => {
  const refused: Record<string, [change: Record<string, string | undefined>, error: string]> = {
    "response_type=token": [{ response_type: "token" }, "unsupported_response_type"],
    "response_type=id_token": [{ response_type: "id_token" }, "unsupported_response_type"],
    "response_type=code id_token": [{ response_type: "code id_token" }, "unsupported_response_type"],
    "no response_type": [{ response_type: undefined }, "invalid_request"],
    "an unknown response_mode": [{ response_mode: "carrier-pigeon" }, "unsupported_response_mode"],
    "no PKCE": [{ code_challenge: undefined, code_challenge_method: undefined }, "invalid_request"],
    "plain PKCE": [{ code_challenge_method: "plain" }, "invalid_request"],
    "PKCE without a method, which would mean plain": [{ code_challenge_method: undefined }, "invalid_request"],
    "an API that the client isn't registered for": [{ resource: "https://api.example/other" }, "invalid_target"],
    "prompt=none with something else": [{ prompt: "none login" }, "invalid_request"],
    "a request object": [{ request: "eyJhbGciOiJub25lIn0.e30." }, "request_not_supported"],
    "a foreign request_uri": [{ request_uri: "https://evil.example/request" }, "request_uri_not_supported"],
    "a registration parameter": [{ registration: "{}" }, "registration_not_supported"],
    "a bad max_age": [{ max_age: "-1" }, "invalid_request"],
    "claims that are no JSON": [{ claims: "{" }, "invalid_request"],
  };
  for (const [name, [change, error]] of Object.entries(refused)) {
    it(`refuses ${name} with ${error}, naming the issuer and keeping the state`, async () => {
      const response = await authorize(change);
      expect(response.status).toBe(303);
      const location = new URL(response.headers.get("location") ?? "");
      expect(location.origin + location.pathname).toBe(buddy.redirectUri);
      const answer = new URLSearchParams(location.search || location.hash.slice(1));
      expect(answer.get("error")).toBe(error);
      expect(answer.get("state")).toBe("the-state");
      expect(answer.get("iss")).toBe(harness.issuer);
      expect(answer.get("code")).toBeNull();
    });
  }

  it("refuses a scope that the client isn't registered for", async () => {
    const response = await authorize({ scope: "openid email" }, spa);
    expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_scope");
  });

  it("refuses parameters that stand twice", async () => {
    const { browser } = await harness.signIn();
    const params = authorizationRequest(buddy, challenge);
    params.append("state", "another");
    const response = await browser.fetch(`/oauth2/authorize?${params}`);
    expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_request");
  });

  it("shows our own error page when redirect_uri stands twice", async () => {
    const { browser } = await harness.signIn();
    const params = authorizationRequest(buddy, challenge);
    params.append("redirect_uri", "https://evil.example/");
    const response = await browser.fetch(`/oauth2/authorize?${params}`);
    expect(response.headers.get("location")).toMatch(/^\/error\?/);
  });

  it("takes a posted authorization request as well", async () => {
    const { browser } = await harness.signIn();
    const response = await browser.fetch("/oauth2/authorize", {
      method: "POST",
      body: authorizationRequest(buddy, challenge),
    });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toMatch(/^\/consent\//);
  });

  it("ignores parameters that it doesn't know", async () => {
    const response = await authorize({ unknown_parameter: "x" });
    expect(response.headers.get("location")).toMatch(/^\/consent\//);
  });

  it("gives programs JSON instead of a page", async () => {
    const { browser } = await harness.signIn();
    const response = await browser.fetch(
      `/oauth2/authorize?${authorizationRequest(buddy, challenge, { client_id: "nobody" })}`,
      {
        headers: { accept: "application/json" },
      },
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: "invalid_client" });
  });
});

describe("prompt and max_age", () => {
  const callbackOf = async (change: Record<string, string>, who = harness.signIn()) => {
    const walk = await walkAuthorization(
      harness,
      await who,
      `/oauth2/authorize?${authorizationRequest(buddy, challenge, change)}`,
    );
    return walk;
  };

  it("answers prompt=none with login_required to a stranger", async () => {
    const browser = harness.newBrowser();
    const response = await browser.fetch(
      `/oauth2/authorize?${authorizationRequest(buddy, challenge, { prompt: "none" })}`,
    );
    expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toBe("login_required");
  });

  it("answers prompt=none with consent_required before consent, and with a code afterwards", async () => {
    const who = await harness.signIn("Barbara Liskov");
    const before = await callbackOf({ prompt: "none" }, Promise.resolve(who));
    expect(before.callback.searchParams.get("error")).toBe("consent_required");
    await callbackOf({}, Promise.resolve(who));
    const after = await callbackOf({ prompt: "none" }, Promise.resolve(who));
    expect(after.callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
  });

  it("asks again for more scopes than granted, showing only what is new", async () => {
    const who = Promise.resolve(await harness.signIn("Edsger Dijkstra"));
    await callbackOf({ scope: "openid profile" }, who);
    const silent = await callbackOf({ scope: "openid profile email", prompt: "none" }, who);
    expect(silent.callback.searchParams.get("error")).toBe("consent_required");
    const more = await callbackOf({ scope: "openid profile email" }, who);
    expect(more.asked).toHaveLength(1);
    expect(more.asked[0]?.usedBefore).toBe(true);
    expect(more.asked[0]?.groups.flatMap(({ scopes }) => scopes.map(({ name }) => name))).toEqual(["email"]);
    expect((await callbackOf({ scope: "openid profile email" }, who)).asked).toHaveLength(0);
  });

  for (const change of [{ prompt: "login" }, { max_age: "0" }]) {
    it(`signs in again for ${JSON.stringify(change)}, though already signed in`, async () => {
      const who = await harness.signIn("Donald Knuth");
      let asked = 0;
      const walk = await walkAuthorization(
        harness,
        who,
        `/oauth2/authorize?${authorizationRequest(buddy, challenge, change)}`,
        {
          onSignIn: async (step) => {
            asked++;
            expect(step).toMatchObject({ prompt: "login", clientName: "Calendar Buddy" });
            return harness.signIn("Donald Knuth", who);
          },
        },
      );
      expect(asked).toBe(1);
      expect(walk.callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
    });
  }

  it("goes on as whoever signed in when asked to, not as who was there before", async () => {
    const before = await harness.signIn("Tony Hoare");
    const walk = await walkAuthorization(
      harness,
      before,
      `/oauth2/authorize?${authorizationRequest(buddy, challenge, { prompt: "login" })}`,
      { onSignIn: () => harness.signIn("Robin Milner", before) },
    );
    expect(walk.callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
    expect(walk.asked).toHaveLength(1);
  });

  it("refuses when somebody else signs in than the id_token_hint names", async () => {
    const ada = await harness.signIn("Ada Lovelace");
    const answer = await tokenRequest(harness, buddy, await obtainCode(harness, ada));
    const { id_token } = (await answer.json()) as { id_token: string };
    const other = await harness.signIn("Grace Hopper");
    const walk = await walkAuthorization(
      harness,
      other,
      `/oauth2/authorize?${authorizationRequest(buddy, challenge, { id_token_hint: id_token })}`,
      { onSignIn: () => harness.signIn("Grace Hopper", other) },
    );
    expect(walk.callback.searchParams.get("error")).toBe("login_required");
  });
});

describe("a protocol path", () => {
  it("that doesn't exist is a problem, and so is a method that one doesn't take", async () => {
    const unknown = await fetch(`${harness.issuer}/oauth2/nothing`);
    expect([unknown.status, unknown.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
    expect(await unknown.json()).toMatchObject({ code: "route_not_found" });
    const wrong = await fetch(`${harness.issuer}/oauth2/token`);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
    expect(await wrong.json()).toMatchObject({ code: "method_not_allowed" });
  });
});

describe("the token endpoint", () => {
  const authenticated = basic(buddy.clientId, buddy.secret ?? "");
  const refused: Record<
    string,
    [body: Record<string, string>, headers: Record<string, string>, status: number, error: string]
  > = {
    "the password grant": [
      { grant_type: "password", username: "a", password: "b" },
      authenticated,
      400,
      "unsupported_grant_type",
    ],
    "the implicit grant": [{ grant_type: "implicit" }, authenticated, 400, "unsupported_grant_type"],
    "no grant_type": [{}, authenticated, 400, "invalid_request"],
    "a grant that the client isn't registered for": [
      { grant_type: "client_credentials" },
      authenticated,
      400,
      "invalid_request",
    ],
    "a wrong secret": [
      { grant_type: "refresh_token", refresh_token: "x" },
      basic(buddy.clientId, "wrong"),
      401,
      "invalid_client",
    ],
    "the stored hash as the secret": [
      { grant_type: "refresh_token", refresh_token: "x" },
      basic(buddy.clientId, "sha256:x"),
      401,
      "invalid_client",
    ],
    "an unknown client": [{ grant_type: "refresh_token" }, basic("nobody", "x"), 401, "invalid_client"],
    "a confidential client without its secret": [
      { grant_type: "refresh_token", refresh_token: "x", client_id: buddy.clientId },
      {},
      401,
      "invalid_client",
    ],
    "the BFF's own client": [
      { grant_type: "client_credentials" },
      basic("portico-bff", "none of its secrets is accepted"),
      401,
      "invalid_client",
    ],
    "an unknown code": [
      {
        grant_type: "authorization_code",
        code: "ptc_ac_x",
        redirect_uri: buddy.redirectUri,
        code_verifier: "x".repeat(43),
      },
      authenticated,
      400,
      "invalid_grant",
    ],
  };
  for (const [name, [body, headers, status, error]] of Object.entries(refused)) {
    it(`refuses ${name} with ${error}`, async () => {
      const response = await harness.form("/oauth2/token", body, headers);
      expect(response.status).toBe(status);
      expect(await response.json()).toMatchObject({ error });
      expect(response.headers.get("cache-control")).toContain("no-store");
    });
  }

  it("refuses JSON bodies, doubled parameters and oversized bodies with 400", async () => {
    const post = (body: string, type: string) =>
      fetch(`${harness.issuer}/oauth2/token`, {
        method: "POST",
        body,
        headers: { ...authenticated, "content-type": type, accept: "application/json" },
      });
    const form = "application/x-www-form-urlencoded";
    const bodies = [
      await post(JSON.stringify({ grant_type: "refresh_token" }), "application/json"),
      await post("grant_type=refresh_token&grant_type=refresh_token", form),
      await post("grant_type=refresh_token&refresh_token=a&refresh_token=b", form),
      await post(`grant_type=refresh_token&refresh_token=${"x".repeat(60_000)}`, form),
    ];
    expect(bodies.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
  });

  it("refuses a service's scope that it isn't registered for", async () => {
    const service = { clientId: "night-report", secret: "the secret of Night Report", redirectUri: "" };
    const asked = (scope: string, resource?: string) =>
      tokenRequest(harness, service, { grant_type: "client_credentials", scope, ...(resource ? { resource } : {}) });
    for (const scope of ["calendar:write", "openid", "calendar:read nonsense"]) {
      const response = await asked(scope);
      expect([scope, response.status, ((await response.json()) as { error: string }).error]).toEqual([
        scope,
        400,
        "invalid_scope",
      ]);
    }
    expect(((await (await asked("calendar:write", calendarAudience)).json()) as { error: string }).error).toBe(
      "invalid_scope",
    );
    const foreign = await asked("calendar:read", "https://api.example/notes");
    expect(((await foreign.json()) as { error: string }).error).toBe("invalid_target");
  });
});

it.each([
  ["POST", "/oauth2/TOKEN"],
  ["POST", "/oauth2/token/"],
  ["GET", "/oauth2/End-Session"],
  ["GET", "/oauth2/end-session/"],
  ["POST", "/oauth2/end-session/confirm"],
  ["GET", "/oauth2/end-session/success"],
])("knows an endpoint in its one spelling only: %s %s", async (method, path) => {
  const answer = await harness.newBrowser().fetch(path, {
    method,
    ...(method === "POST" ? { body: new URLSearchParams({ grant_type: "client_credentials" }) } : {}),
  });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: "route_not_found" });
});

describe("characters that are no text", () => {
  it("are refused as the app's mistake, and nobody is woken by them", async () => {
    const before = harness.logged.length;
    for (const change of [{ nonce: "\u0000" }, { ui_locales: "\u0000" }, { login_hint: "a\u0000b" }]) {
      const { browser } = await harness.signIn(`Asked about ${Object.keys(change)}`);
      const request = authorizationRequest(buddy, challenge, change);
      const answer = await browser.fetch(`/oauth2/authorize?${request}`);
      const location = new URL(answer.headers.get("location") ?? "");
      expect([change, location.origin, location.searchParams.get("error")]).toEqual([
        change,
        new URL(buddy.redirectUri).origin,
        "invalid_request",
      ]);
      const pushed = await harness.form(
        "/oauth2/par",
        Object.fromEntries(request),
        basic(buddy.clientId, buddy.secret ?? ""),
      );
      expect(pushed.status).toBeLessThan(500);
    }
    expect(harness.logged.slice(before)).toEqual([]);
  });
});

describe("what only programs ask", () => {
  // As Java's HttpURLConnection sends it by itself.
  const accept = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2";

  it.each(["token", "par", "introspect", "revoke", "userinfo", "device_authorization"])(
    "is refused in JSON at /oauth2/%s, though Accept puts text/html first",
    async (endpoint) => {
      const refused = await harness.form(`/oauth2/${endpoint}`, { client_id: "nobody" }, { accept });
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(await refused.json()).toMatchObject({ error: expect.any(String) });
    },
  );

  it("is refused so by the front door, too", async () => {
    const refused = await harness.form("/oauth2/token", { much: "x".repeat(70_000) }, { accept });
    expect([refused.status, await refused.json()]).toEqual([
      413,
      expect.objectContaining({ code: "request_too_large" }),
    ]);
  });
});

describe("prompt=select_account", () => {
  it("asks which account, of somebody who is signed in and has allowed everything", async () => {
    const who = await harness.signIn("Selecting Person");
    await obtainCode(harness, who, buddy);
    const request = (prompt?: string) => `/oauth2/authorize?${authorizationRequest(buddy, challenge, { prompt })}`;
    let asked = 0;
    const onSignIn = async () => {
      asked++;
      return harness.signIn("Selecting Person", who);
    };
    await walkAuthorization(harness, who, request(), { onSignIn });
    expect(asked).toBe(0);
    const { callback } = await walkAuthorization(harness, who, request("select_account"), { onSignIn });
    expect(asked).toBe(1);
    expect(callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
  });

  it("can't be kept silent at the same time", async () => {
    const answer = await authorize({ prompt: "none select_account" });
    expect(new URL(answer.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_request");
  });
});
