import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import {
  basic,
  calendarAudience,
  type Harness,
  notesAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import {
  type Certificate,
  type CertificateAuthority,
  createCertificateAuthority,
} from "#tests/support/local-certificates.ts";
import { introspect, obtainCode, type RawClient, type TokenAnswer } from "#tests/support/raw-client.ts";
import { startProxy } from "#tests/support/reverse-proxy.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const service = (clientId: string) => ({
  clientId,
  name: clientId,
  grantTypes: ["client_credentials" as const],
  scopes: ["calendar:read", "notes:read"],
  resources: [calendarAudience, notesAudience],
});
const app: RawClient = { clientId: "bound-app", secret: undefined, redirectUri: "https://bound.example/callback" };
const secret = "the secret of the bound service";

const config = (jwksUri: string, trustedProxies = ["127.0.0.1"]): PorticoConfig => ({
  ...testConfig,
  trustedProxies,
  mutualTls: {},
  clients: [
    ...testConfig.clients,
    {
      ...service("by-authority"),
      tokenEndpointAuthMethod: "tls_client_auth",
      tlsClientAuthSubjectDn: "CN=by-authority,O=Examples\\, Inc.,C=DE",
      certificateBoundTokens: true,
    },
    { ...service("self-signed"), tokenEndpointAuthMethod: "self_signed_tls_client_auth", jwksUri },
    { ...service("bound-service"), clientSecret: secret, certificateBoundTokens: true },
    {
      clientId: app.clientId,
      name: "Bound App",
      redirectUris: [app.redirectUri],
      scopes: ["openid", "offline_access"],
      certificateBoundTokens: true,
    },
  ],
});

const hasNginx = existsSync("/usr/sbin/nginx");
const why = hasNginx ? "" : " (skipped: nginx not installed)";

describe.skipIf(!hasNginx)(`mutual TLS through a real nginx${why}`, () => {
  let authority: CertificateAuthority;
  let right: Certificate;
  let otherSubject: Certificate;
  let pretender: Certificate;
  let selfSigned: Certificate;
  let harness: Harness;
  let keys: Server;
  let nginx: { stop(): Promise<void> };
  let origin: string;

  beforeAll(async () => {
    authority = createCertificateAuthority();
    const subject = "/C=DE/O=Examples, Inc./CN=by-authority";
    right = authority.issue("right", subject);
    otherSubject = authority.issue("other", "/C=DE/O=Examples, Inc./CN=somebody-else");
    // The right name, by nobody's authority.
    pretender = authority.selfSigned("pretender", subject);
    selfSigned = authority.selfSigned("self", "/CN=self-signed");
    const server = authority.issue("server", "/CN=localhost", "DNS:localhost");
    keys = createServer((_request, response) => {
      const x509 = new X509Certificate(selfSigned.certificate);
      const jwk = { ...x509.publicKey.export({ format: "jwk" }), kid: "1", x5c: [x509.raw.toString("base64")] };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => keys.listen(0, "127.0.0.1", resolve));
    const jwksUri = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks`;
    harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), config(jwksUri));
    const port = await findFreePorts(1);
    origin = `https://localhost:${port}`;
    nginx = await startProxy("nginx", "../mutual-tls/nginx.conf", port, {
      "127.0.0.1:8443": `127.0.0.1:${port}`,
      "127.0.0.1:3000": new URL(harness.url).host,
      "/etc/nginx/sso.pem": server.certificateFile,
      "/etc/nginx/sso.key": server.keyFile,
      "/etc/nginx/clients-ca.pem": authority.certificateFile,
    });
  });
  afterAll(async () => {
    await nginx.stop();
    keys.close();
    await harness.close();
    await harness.database.close();
    authority.remove();
  });

  /** A request with a client certificate, or without. */
  function send(
    path: string,
    certificate: Certificate | undefined,
    { form, headers = {} }: { form?: Record<string, string>; headers?: Record<string, string> } = {},
  ): Promise<{ status: number; body: TokenAnswer & Record<string, unknown> }> {
    const shown = certificate ? { cert: certificate.certificate, key: certificate.key } : {};
    const body = form ? new URLSearchParams(form).toString() : undefined;
    const type = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
    return new Promise((resolve, reject) => {
      const outgoing = httpsRequest(
        origin + path,
        {
          method: body === undefined ? "GET" : "POST",
          ca: authority.certificate,
          agent: false,
          headers: { accept: "application/json", ...type, ...headers },
          ...shown,
        },
        async (response) => {
          const text = Buffer.concat(await response.toArray()).toString();
          resolve({ status: response.statusCode ?? 0, body: text ? JSON.parse(text) : {} });
        },
      );
      outgoing.on("error", reject).end(body);
    });
  }
  const ask = (client_id: string, certificate: Certificate | undefined, scope = "calendar:read", headers = {}) =>
    send("/oauth2/token", certificate, { form: { grant_type: "client_credentials", client_id, scope }, headers });
  const outcome = ({ status, body }: Awaited<ReturnType<typeof send>>) =>
    status === 200 ? "200" : `${status} ${body.error}`;
  const thumbprintOf = ({ certificate }: Certificate) =>
    Buffer.from(new X509Certificate(certificate).fingerprint256.replaceAll(":", ""), "hex").toString("base64url");

  it("lets a service in by a certificate of an authority, with exactly its subject", async () => {
    expect(outcome(await ask("by-authority", right))).toBe("200");
    expect(outcome(await ask("by-authority", otherSubject))).toBe("401 invalid_client");
    expect(outcome(await ask("by-authority", pretender))).toBe("401 invalid_client");
    expect(outcome(await ask("by-authority", undefined))).toBe("401 invalid_client");
  });

  it("lets a service in by a certificate of its own that its JWKS has", async () => {
    expect(outcome(await ask("self-signed", selfSigned))).toBe("200");
    expect(outcome(await ask("self-signed", right))).toBe("401 invalid_client");
    expect(outcome(await ask("self-signed", undefined))).toBe("401 invalid_client");
  });

  it("overwrites headers that the caller wrote", async () => {
    const forged = { "x-ssl-client-cert": encodeURIComponent(right.certificate), "x-ssl-client-verify": "SUCCESS" };
    expect(outcome(await ask("by-authority", undefined, "calendar:read", forged))).toBe("401 invalid_client");
    expect(outcome(await ask("by-authority", pretender, "calendar:read", forged))).toBe("401 invalid_client");
  });

  it("binds tokens to the certificate, which introspection and JWTs say", async () => {
    const opaque = (await ask("by-authority", right)).body;
    const cnf = { "x5t#S256": thumbprintOf(right) };
    expect(await introspect(harness, opaque.access_token)).toMatchObject({ active: true, cnf });
    const jwt = (await ask("by-authority", right, "notes:read")).body;
    expect(decodeJwt(jwt.access_token)).toMatchObject({ cnf });
  });

  it("gives a service that is held to a certificate nothing without one, its secret notwithstanding", async () => {
    const headers = basic("bound-service", secret);
    const form = { grant_type: "client_credentials", scope: "calendar:read" };
    expect(outcome(await send("/oauth2/token", undefined, { form, headers }))).toBe("400 invalid_grant");
    const answer = await send("/oauth2/token", selfSigned, { form, headers });
    expect(await introspect(harness, answer.body.access_token)).toMatchObject({
      cnf: { "x5t#S256": thumbprintOf(selfSigned) },
    });
  });

  it("takes a person's bound token at userinfo and at refresh from its own certificate only", async () => {
    const code = await obtainCode(harness, await harness.signIn(), app, {
      scope: "openid offline_access",
      prompt: "consent",
    });
    const form = { client_id: app.clientId, ...code };
    expect(outcome(await send("/oauth2/token", undefined, { form }))).toBe("400 invalid_grant");
    const again = await obtainCode(harness, await harness.signIn(), app, {
      scope: "openid offline_access",
      prompt: "consent",
    });
    const tokens = (await send("/oauth2/token", selfSigned, { form: { client_id: app.clientId, ...again } })).body;
    const bearer = { authorization: `Bearer ${tokens.access_token}` };
    const userinfo = async (certificate: Certificate | undefined) =>
      (await send("/oauth2/userinfo", certificate, { headers: bearer })).status;
    expect([await userinfo(selfSigned), await userinfo(right), await userinfo(undefined)]).toEqual([200, 401, 401]);

    const refresh = (certificate: Certificate | undefined) =>
      send("/oauth2/token", certificate, {
        form: { grant_type: "refresh_token", client_id: app.clientId, refresh_token: tokens.refresh_token ?? "" },
      });
    expect(outcome(await refresh(right))).toBe("400 invalid_grant");
    const first = await refresh(selfSigned);
    expect(outcome(first)).toBe("200");
    // A retry within the grace window gets the same answer by the same certificate only.
    expect(outcome(await refresh(undefined))).toBe("400 invalid_grant");
    expect(outcome(await refresh(right))).toBe("400 invalid_grant");
    expect((await refresh(selfSigned)).body.access_token).toBe(first.body.access_token);
  });

  it("is announced in discovery", async () => {
    const { body } = await send("/.well-known/openid-configuration", undefined);
    expect(body).toMatchObject({ tls_client_certificate_bound_access_tokens: true });
    expect(body["token_endpoint_auth_methods_supported"]).toEqual(
      expect.arrayContaining(["tls_client_auth", "self_signed_tls_client_auth"]),
    );
  });

  describe("without a proxy in between", () => {
    const direct = async (server: Harness, headers: [string, string][]) => {
      const body = new URLSearchParams({
        grant_type: "client_credentials",
        client_id: "by-authority",
        scope: "calendar:read",
      });
      const answer = await fetch(`${server.url}/oauth2/token`, { method: "POST", body, headers });
      return answer.status;
    };
    const pem = (certificate: Certificate) => encodeURIComponent(certificate.certificate);
    const der = (certificate: Certificate) =>
      `:${new X509Certificate(certificate.certificate).raw.toString("base64")}:`;
    const verified: [string, string] = ["x-ssl-client-verify", "SUCCESS"];

    it("believes a trusted neighbour, in either spelling of a certificate (RFC 9440)", async () => {
      expect(await direct(harness, [["x-ssl-client-cert", pem(right)], verified])).toBe(200);
      expect(await direct(harness, [["x-ssl-client-cert", der(right)], verified])).toBe(200);
    });

    it("believes nobody else", async () => {
      const server = await startAuthorizationServer(harness.database, config("http://127.0.0.1:1/", ["10.9.9.9"]));
      expect(await direct(server, [["x-ssl-client-cert", pem(right)], verified])).toBe(401);
      await server.close();
    });

    it("refuses one that isn't verified, that stands twice, or that is none", async () => {
      const shown: [string, string][][] = [
        [["x-ssl-client-cert", pem(right)]],
        [
          ["x-ssl-client-cert", pem(right)],
          ["x-ssl-client-verify", "FAILED:self-signed certificate"],
        ],
        [["x-ssl-client-cert", pem(right)], verified, ["x-ssl-client-verify", "FAILED"]],
        [["x-ssl-client-cert", pem(right)], ["x-ssl-client-cert", pem(otherSubject)], verified],
        [["x-ssl-client-cert", "%"], verified],
        [["x-ssl-client-cert", "-----BEGIN CERTIFICATE-----"], verified],
      ];
      for (const headers of shown) expect(await direct(harness, headers)).toBe(401);
    });
  });
});
