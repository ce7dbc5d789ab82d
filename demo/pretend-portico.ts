import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { deflateSync } from "node:zlib";
import {
  calculateJwkThumbprint,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTPayload,
  SignJWT,
} from "jose";
import { listenLocally } from "./http/local-server.ts";
import { readForm } from "./http/read-body.ts";
import { sendJson } from "./http/reply.ts";

interface Issued {
  kind: "access" | "refresh";
  scope: string;
  resource: string | undefined;
  /** Of the key that asked for it by DPoP. */
  jkt: string | undefined;
}

/**
 * As much of an authorization server as the demo API and Calendar Buddy need to be tested without the real one:
 * keys, pushed requests, code and refresh grants with rotation and DPoP, userinfo, introspection, revocation. For tests.
 */
export async function startPretendPortico() {
  const server = await listenLocally(0, () => {});
  const url = `http://localhost:${server.port}`;
  const key = await generateKeyPair("ES256", { extractable: true });
  const pushed = new Map<string, URLSearchParams>();
  const codes = new Map<string, { challenge: string; nonce: string; scope: string }>();
  const tokens = new Map<string, Issued>();
  const answers = { introspection: undefined as Record<string, unknown> | undefined, isDown: false };
  const seen = { refreshes: 0, introspections: 0, statusLists: 0, revoked: [] as string[] };
  /** What its one status list says of 64 tokens; `claims` is what a wrong one says instead. */
  const statusList = {
    uri: `${url}/oauth2/status-lists/1`,
    ended: new Set<number>(),
    claims: {} as JWTPayload,
    type: "statuslist+jwt",
    isDown: false,
  };
  const subject = "user-1";

  const sign = (claims: JWTPayload, typ: string) =>
    new SignJWT(claims).setProtectedHeader({ alg: "ES256", kid: "k1", typ }).sign(key.privateKey);
  const issue = (kind: Issued["kind"], scope: string, jkt: string | undefined, resource?: string) => {
    const token = `ptc_${kind}_${randomUUID()}`;
    tokens.set(token, { kind, scope, resource, jkt });
    return token;
  };

  const endpoints: Record<string, (request: IncomingMessage, response: ServerResponse) => void | Promise<void>> = {
    "/.well-known/openid-configuration": (_request, response) =>
      sendJson(response, 200, {
        issuer: url,
        authorization_endpoint: `${url}/oauth2/authorize`,
        token_endpoint: `${url}/oauth2/token`,
        pushed_authorization_request_endpoint: `${url}/oauth2/par`,
        userinfo_endpoint: `${url}/oauth2/userinfo`,
        revocation_endpoint: `${url}/oauth2/revoke`,
        jwks_uri: `${url}/oauth2/jwks`,
        id_token_signing_alg_values_supported: ["ES256"],
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: ["S256"],
        dpop_signing_alg_values_supported: ["ES256"],
      }),
    "/oauth2/jwks": async (_request, response) =>
      sendJson(response, 200, { keys: [{ ...(await exportJWK(key.publicKey)), kid: "k1", alg: "ES256", use: "sig" }] }),
    "/oauth2/status-lists/1": async (_request, response) => {
      seen.statusLists += 1;
      if (statusList.isDown) return void response.writeHead(503).end();
      const now = Math.floor(Date.now() / 1000);
      const bytes = new Uint8Array(8);
      for (const index of statusList.ended) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
      const status_list = { bits: 1, lst: deflateSync(bytes).toString("base64url") };
      const claims = {
        iss: url,
        sub: statusList.uri,
        iat: now,
        exp: now + 60,
        ttl: 10,
        status_list,
        ...statusList.claims,
      };
      response.writeHead(200, { "content-type": "application/statuslist+jwt" });
      response.end(await sign(claims, statusList.type));
    },
    "/oauth2/par": async (request, response) => {
      const request_uri = `urn:ietf:params:oauth:request_uri:${randomUUID()}`;
      pushed.set(request_uri, await readForm(request));
      sendJson(response, 201, { request_uri, expires_in: 60 });
    },
    "/oauth2/token": async (request, response) => {
      const form = await readForm(request);
      const jkt = await keyOf(request);
      if (form.get("grant_type") === "refresh_token") return refresh(form, jkt, response);
      const code = codes.get(form.get("code") ?? "");
      codes.delete(form.get("code") ?? "");
      const hash = createHash("sha256")
        .update(form.get("code_verifier") ?? "")
        .digest("base64url");
      if (!code || hash !== code.challenge) return sendJson(response, 400, { error: "invalid_grant" });
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: url, aud: "calendar-buddy", sub: subject, iat: now, exp: now + 300, nonce: code.nonce };
      sendJson(response, 200, {
        access_token: issue("access", code.scope, jkt),
        refresh_token: issue("refresh", code.scope, undefined),
        id_token: await sign(claims, "JWT"),
        token_type: jkt ? "DPoP" : "Bearer",
        expires_in: 300,
      });
    },
    "/oauth2/userinfo": (request, response) => {
      const token = tokens.get(request.headers.authorization?.split(" ", 2)[1] ?? "");
      if (!token || token.resource) return sendJson(response, 401, { error: "invalid_token" });
      sendJson(response, 200, { sub: subject, name: "Ada <Lovelace>", email: "ada@lovelace.example" });
    },
    "/oauth2/introspect": async (request, response) => {
      seen.introspections += 1;
      const token = tokens.get((await readForm(request)).get("token") ?? "");
      const fixed = answers.introspection;
      if (fixed) return sendJson(response, 200, fixed);
      if (!token?.resource) return sendJson(response, 200, { active: false });
      sendJson(response, 200, {
        active: true,
        sub: subject,
        scope: token.scope,
        aud: token.resource,
        iss: url,
        ...bound(token),
      });
    },
    "/oauth2/revoke": async (request, response) => {
      seen.revoked.push((await readForm(request)).get("token") ?? "");
      tokens.clear();
      sendJson(response, 200, {});
    },
  };

  function refresh(form: URLSearchParams, jkt: string | undefined, response: ServerResponse): void {
    seen.refreshes += 1;
    const old = tokens.get(form.get("refresh_token") ?? "");
    tokens.delete(form.get("refresh_token") ?? "");
    if (old?.kind !== "refresh") return void sendJson(response, 400, { error: "invalid_grant" });
    const scope = old.scope
      .split(" ")
      .filter((one) => one.startsWith("calendar:"))
      .join(" ");
    sendJson(response, 200, {
      access_token: issue("access", scope, jkt, form.get("resource") ?? undefined),
      refresh_token: issue("refresh", old.scope, undefined),
      token_type: jkt ? "DPoP" : "Bearer",
      expires_in: 300,
      scope,
    });
  }

  /** What a pushed request asked, by the address that the browser was sent to. */
  function askedBy(location: string): URLSearchParams {
    const { searchParams } = new URL(location);
    return pushed.get(searchParams.get("request_uri") ?? "") ?? searchParams;
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
    statusList,
    answers,
    askedBy,
    /** What the consent page's Allow does: the way back to the app. */
    allow(location: string): string {
      const searchParams = askedBy(location);
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
      const searchParams = askedBy(location);
      const back = new URLSearchParams({ error: "access_denied", state: searchParams.get("state") ?? "", iss: url });
      return `${searchParams.get("redirect_uri")}?${back}`;
    },
    liveTokens: (kind: Issued["kind"], resource: string) =>
      [...tokens].filter(([, issued]) => issued.kind === kind && issued.resource === resource).map(([token]) => token),
    /** What "Remove access" does. */
    removeAccess: () => tokens.clear(),
    /** Kills access tokens only, as time does. */
    expireAccessTokens(): void {
      for (const [token, { kind }] of tokens) if (kind === "access") tokens.delete(token);
    },
    close: () => server.close(),
  };
}

async function keyOf(request: IncomingMessage): Promise<string | undefined> {
  const proof = request.headers["dpop"];
  if (typeof proof !== "string") return undefined;
  return calculateJwkThumbprint(decodeProtectedHeader(proof).jwk as JWK);
}

function bound({ jkt }: Issued): object {
  return jkt ? { cnf: { jkt } } : {};
}

export type PretendPortico = Awaited<ReturnType<typeof startPretendPortico>>;
