import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { listenLocally } from "./http/local-server.ts";
import { readForm } from "./http/read-body.ts";
import { sendJson } from "./http/reply.ts";

interface Issued {
  kind: "access" | "refresh";
  scope: string;
  resource: string | undefined;
}

/**
 * As much of an authorization server as the demo API and Calendar Buddy need to be tested without the real one:
 * keys, code and refresh grants with rotation, userinfo, introspection, revocation. For tests.
 */
export async function startPretendPortico() {
  const server = await listenLocally(0, () => {});
  const url = `http://localhost:${server.port}`;
  const key = await generateKeyPair("ES256", { extractable: true });
  const codes = new Map<string, { challenge: string; nonce: string; scope: string }>();
  const tokens = new Map<string, Issued>();
  const answers = { introspection: undefined as Record<string, unknown> | undefined, isDown: false };
  const seen = { refreshes: 0, introspections: 0, revoked: [] as string[] };
  const subject = "user-1";

  const sign = (claims: JWTPayload, typ: string) =>
    new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k1", typ }).sign(key.privateKey);
  const issue = (kind: Issued["kind"], scope: string, resource?: string) => {
    const token = `ptc_${kind}_${randomUUID()}`;
    tokens.set(token, { kind, scope, resource });
    return token;
  };

  const endpoints: Record<string, (request: IncomingMessage, response: ServerResponse) => void | Promise<void>> = {
    "/.well-known/openid-configuration": (_request, response) =>
      sendJson(response, 200, {
        issuer: url,
        authorization_endpoint: `${url}/oauth2/authorize`,
        token_endpoint: `${url}/oauth2/token`,
        userinfo_endpoint: `${url}/oauth2/userinfo`,
        revocation_endpoint: `${url}/oauth2/revoke`,
        jwks_uri: `${url}/oauth2/jwks`,
        id_token_signing_alg_values_supported: ["ES256"],
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: ["S256"],
      }),
    "/oauth2/jwks": async (_request, response) =>
      sendJson(response, 200, { keys: [{ ...(await exportJWK(key.publicKey)), kid: "k1", alg: "ES256", use: "sig" }] }),
    "/oauth2/token": async (request, response) => {
      const form = await readForm(request);
      if (form.get("grant_type") === "refresh_token") return refresh(form, response);
      const code = codes.get(form.get("code") ?? "");
      codes.delete(form.get("code") ?? "");
      const hash = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (!code || hash !== code.challenge) return sendJson(response, 400, { error: "invalid_grant" });
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: url, aud: "calendar-buddy", sub: subject, iat: now, exp: now + 300, nonce: code.nonce };
      sendJson(response, 200, {
        access_token: issue("access", code.scope),
        refresh_token: issue("refresh", code.scope),
        id_token: await sign(claims, "JWT"),
        token_type: "Bearer",
        expires_in: 300,
      });
    },
    "/oauth2/userinfo": (request, response) => {
      const token = tokens.get(request.headers.authorization?.slice("Bearer ".length) ?? "");
      if (!token || token.resource) return sendJson(response, 401, { error: "invalid_token" });
      sendJson(response, 200, { sub: subject, name: "Ada <Lovelace>", email: "ada@lovelace.example" });
    },
    "/oauth2/introspect": async (request, response) => {
      seen.introspections += 1;
      const token = tokens.get((await readForm(request)).get("token") ?? "");
      const fixed = answers.introspection;
      if (fixed) return sendJson(response, 200, fixed);
      if (!token?.resource) return sendJson(response, 200, { active: false });
      sendJson(response, 200, { active: true, sub: subject, scope: token.scope, aud: token.resource, iss: url });
    },
    "/oauth2/revoke": async (request, response) => {
      seen.revoked.push((await readForm(request)).get("token") ?? "");
      tokens.clear();
      sendJson(response, 200, {});
    },
  };

  function refresh(form: URLSearchParams, response: ServerResponse): void {
    seen.refreshes += 1;
    const old = tokens.get(form.get("refresh_token") ?? "");
    tokens.delete(form.get("refresh_token") ?? "");
    if (old?.kind !== "refresh") return void sendJson(response, 400, { error: "invalid_grant" });
    const scope = old.scope
      .split(" ")
      .filter((one) => one.startsWith("calendar:"))
      .join(" ");
    sendJson(response, 200, {
      access_token: issue("access", scope, form.get("resource") ?? undefined),
      refresh_token: issue("refresh", old.scope),
      token_type: "Bearer",
      expires_in: 300,
      scope,
    });
  }

  server.handle((request, response) => {
    const endpoint = endpoints[(request.url ?? "").split("?", 1)[0] ?? ""];
    if (answers.isDown) request.socket.destroy();
    else if (endpoint) return endpoint(request, response);
    else sendJson(response, 404, {});
  });

  return {
    url,
    subject,
    sign,
    seen,
    answers,
    /** What the consent page's Allow does: the way back to the app. */
    allow(location: string): string {
      const { searchParams } = new URL(location);
      const code = randomUUID();
      codes.set(code, {
        challenge: searchParams.get("code_challenge") ?? "",
        nonce: searchParams.get("nonce") ?? "",
        scope: searchParams.get("scope") ?? "",
      });
      const back = new URLSearchParams({ code, state: searchParams.get("state") ?? "", iss: url });
      return `${searchParams.get("redirect_uri")}?${back}`;
    },
    /** What its Cancel does. */
    deny(location: string): string {
      const { searchParams } = new URL(location);
      const back = new URLSearchParams({ error: "access_denied", state: searchParams.get("state") ?? "", iss: url });
      return `${searchParams.get("redirect_uri")}?${back}`;
    },
    /** What "Remove access" does. */
    removeAccess: () => tokens.clear(),
    /** Kills access tokens only, as time does. */
    expireAccessTokens(): void {
      for (const [token, { kind }] of tokens) if (kind === "access") tokens.delete(token);
    },
    close: () => server.close(),
  };
}

export type PretendPortico = Awaited<ReturnType<typeof startPretendPortico>>;
