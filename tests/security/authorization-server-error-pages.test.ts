import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorCode } from "#server/errors/app-error.ts";
import { type Harness, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, buddy, newVerifier, spa } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase());
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

const request = (change: Record<string, string | undefined> = {}, client = buddy) =>
  authorizationRequest(client, newVerifier().challenge, change);

async function locationOf(path: string, query: URLSearchParams): Promise<URL> {
  const response = await harness.newBrowser().fetch(`${path}?${query}`);
  return new URL(response.headers.get("location") ?? "", harness.issuer);
}

/** What the error page tells developers, as the page asks for it. */
function detailAt(location: URL) {
  expect(location.pathname).toBe("/error");
  const [code = "", reference = "", note = ""] = ["code", "ref", "detail"].map((name) =>
    location.searchParams.get(name),
  );
  return harness.server.errorDetail(note ?? undefined, code as ErrorCode, reference ?? "");
}

describe("the error page of a broken authorization request tells developers", () => {
  it("that the client is unknown, without repeating the name that a stranger gave", async () => {
    const location = await locationOf("/oauth2/authorize", request({ client_id: "call-0800-12345-now" }));
    expect(detailAt(location)).toEqual({
      endpoint: "/oauth2/authorize",
      error: "invalid_client",
      description: "client is invalid",
      parameters: ["client_id"],
    });
  });

  it("that the redirect_uri isn't registered, without naming those that are", async () => {
    const location = await locationOf("/oauth2/authorize", request({ redirect_uri: "https://evil.example/callback" }));
    const detail = detailAt(location);
    expect(detail).toEqual({
      endpoint: "/oauth2/authorize",
      error: "invalid_redirect_uri",
      description: "redirect_uri did not match any of the client's registered redirect_uris",
      parameters: ["redirect_uri"],
      clientId: "calendar-buddy",
    });
    expect(JSON.stringify(detail)).not.toContain("example");
  });

  it("which required parameter is missing", async () => {
    const location = await locationOf("/oauth2/authorize", request({ redirect_uri: undefined }));
    expect(detailAt(location)).toMatchObject({
      error: "invalid_request",
      description: "missing required parameter 'redirect_uri'",
      parameters: ["redirect_uri"],
    });
  });

  it.each(["client_id", "redirect_uri"])("that %s stands twice", async (name) => {
    const doubled = request();
    doubled.append(name, "https://evil.example/");
    expect(detailAt(await locationOf("/oauth2/authorize", doubled))).toMatchObject({
      error: "invalid_request",
      description: `'${name}' parameter must not be provided twice`,
      parameters: [name],
    });
  });

  it("what is wrong with a logout request", async () => {
    const query = new URLSearchParams({
      client_id: "calendar-buddy",
      post_logout_redirect_uri: "https://evil.example/",
    });
    expect(detailAt(await locationOf("/oauth2/end-session", query))).toEqual({
      endpoint: "/oauth2/end-session",
      error: "invalid_request",
      description: "post_logout_redirect_uri is not registered",
      parameters: ["post_logout_redirect_uri"],
    });
  });
});

describe("a broken authorization request that the app may hear about", () => {
  const problems: Record<string, [change: Record<string, string | undefined>, description: string]> = {
    "missing PKCE": [
      { code_challenge: undefined, code_challenge_method: undefined },
      "Authorization Server policy requires PKCE to be used for this request",
    ],
    // Of Portico's own, not this client's. What nobody here knows is ignored (OIDC Core §3.1.2.1).
    "a scope that it isn't registered for": [{ scope: "openid email" }, "requested scope is not allowed"],
  };
  for (const [name, [change, description]] of Object.entries(problems)) {
    it(`names ${name} to it`, async () => {
      const location = await locationOf("/oauth2/authorize", request(change, spa));
      expect(location.origin + location.pathname).toBe(spa.redirectUri);
      expect(location.searchParams.get("error_description")).toBe(description);
    });
  }

  it("names a parameter that stands twice to it", async () => {
    const doubled = request();
    doubled.append("nonce", "another");
    const location = await locationOf("/oauth2/authorize", doubled);
    expect(location.searchParams.get("error_description")).toBe("'nonce' parameter must not be provided twice");
  });
});

describe("a detail on the error page", () => {
  const note = async () => (await locationOf("/oauth2/authorize", request({ client_id: "nobody" }))).searchParams;

  it("is shown only as this portal signed it", async () => {
    const shown = await note();
    const genuine = shown.get("detail") ?? "";
    const reference = shown.get("ref") ?? "";
    const [expiresAt = "", , signature = ""] = genuine.split(".");
    const words = { endpoint: "", error: "Your account is locked, call 0800 12345", parameters: [] };
    const payload = Buffer.from(JSON.stringify(words)).toString("base64url");
    expect(reference).toMatch(/^[\w-]{36}$/);
    expect(harness.server.errorDetail(genuine, "client_unknown", reference)).toBeDefined();
    for (const forged of [`${expiresAt}.${payload}.${signature}`, payload, `..${signature}`, ""]) {
      expect(harness.server.errorDetail(forged, "client_unknown", reference)).toBeUndefined();
    }
  });

  it("belongs to one error and one reference", async () => {
    const shown = await note();
    const genuine = shown.get("detail") ?? "";
    expect(harness.server.errorDetail(genuine, "redirect_uri_mismatch", shown.get("ref") ?? "")).toBeUndefined();
    expect(harness.server.errorDetail(genuine, "client_unknown", "another-reference")).toBeUndefined();
  });
});
