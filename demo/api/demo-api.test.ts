import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type PretendPortico, startPretendPortico } from "#demo/pretend-portico.ts";
import type { Demo } from "#demo/start-demo.ts";
import { startTestDemo } from "#demo/start-test-demo.ts";

let portico: PretendPortico;
let demo: Demo;

beforeAll(async () => {
  portico = await startPretendPortico();
  demo = await startTestDemo(portico.url);
});
afterAll(async () => {
  await demo.close();
  await portico.close();
});

function claims(changes: JWTPayload = {}): JWTPayload {
  const now = Math.floor(Date.now() / 1000);
  return {
    iss: portico.url,
    aud: `${demo.urls.api}/demo`,
    sub: portico.subject,
    client_id: "portico-bff",
    scope: "notes:read notes:write",
    jti: "j1",
    iat: now,
    exp: now + 60,
    status: { status_list: { idx: 0, uri: portico.statusList.uri } },
    ...changes,
  };
}

const goodToken = (changes: JWTPayload = {}) => portico.sign(claims(changes), "at+jwt");

async function call(path: string, init: RequestInit = {}, changes: JWTPayload = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${await goodToken(changes)}`, ...init.headers };
  return fetch(`${demo.urls.api}${path}`, { ...init, headers, redirect: "manual" });
}

const statusAt = (idx: number) => ({ status: { status_list: { idx, uri: portico.statusList.uri } } });

describe("demo API", () => {
  it("says who calls, by the token's claims", async () => {
    const response = await call("/demo/me");
    expect(await response.json()).toMatchObject({
      sub: "user-1",
      scopes: ["notes:read", "notes:write"],
      client: "portico-bff",
    });
  });

  it("keeps notes per person", async () => {
    const post = { method: "POST", body: JSON.stringify({ text: "a thought" }) };
    const added = await call("/demo/notes", post);
    expect(added.status).toBe(201);
    const { id } = (await added.json()) as { id: string };
    expect(await (await call("/demo/notes")).text()).toContain("a thought");
    expect(await (await call("/demo/notes", {}, { sub: "user-2" })).text()).not.toContain("a thought");
    expect((await call(`/demo/notes/${id}`, { method: "DELETE" }, { sub: "user-2" })).status).toBe(404);
    expect((await call(`/demo/notes/${id}`, { method: "DELETE" })).status).toBe(204);
    expect(await (await call("/demo/notes")).text()).not.toContain("a thought");
  });

  it("reports numbers about everybody, to those with the scope for it", async () => {
    await call("/demo/notes", { method: "POST", body: JSON.stringify({ text: "counted" }) }, { sub: "user-3" });
    expect((await call("/demo/report")).status).toBe(403);
    const service = { sub: "night-report", client_id: "night-report", scope: "report:read" };
    const report = (await (await call("/demo/report", {}, service)).json()) as Record<string, unknown>;
    expect(report).toMatchObject({ since: expect.any(String), people: expect.any(Number), notes: expect.any(Number) });
    expect(JSON.stringify(report)).not.toContain("counted");
  });

  it.each([
    ["no JSON", "half {"],
    ["no text", '{"text": 3}'],
    ["an empty text", '{"text": " "}'],
    ["a text that is too long", JSON.stringify({ text: "x".repeat(2001) })],
  ])("refuses a note with %s", async (_title, body) => {
    expect((await call("/demo/notes", { method: "POST", body })).status).toBe(400);
  });

  it("refuses to write with a token for reading, naming the scope", async () => {
    const response = await call("/demo/notes", { method: "POST", body: "{}" }, { scope: "notes:read" });
    expect(response.status).toBe(403);
    expect(response.headers.get("www-authenticate")).toContain(
      'error="insufficient_scope", scope="notes:read notes:write"',
    );
    expect((await call("/demo/notes", { method: "PUT", body: "{}" })).status).toBe(405);
  });

  it("echoes the request but never the token", async () => {
    const token = await goodToken();
    const response = await fetch(`${demo.urls.api}/demo/echo/a?b=1&b=2`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${token}`, "x-custom": "yes" },
      body: "12345",
    });
    const text = await response.text();
    expect(text).not.toContain(token);
    expect(JSON.parse(text)).toMatchObject({
      method: "PATCH",
      path: "/demo/echo/a",
      query: [
        ["b", "1"],
        ["b", "2"],
      ],
      headers: { "x-custom": "yes" },
      authorization: "Bearer …",
      bodyBytes: 5,
    });
  });

  it("streams and counts bytes", async () => {
    const response = await call("/demo/bytes?n=300000");
    expect((await response.arrayBuffer()).byteLength).toBe(300_000);
    const counted = await call("/demo/bytes", { method: "PUT", body: new Uint8Array(200_000) });
    expect(await counted.json()).toEqual({ bytes: 200_000 });
  });

  it("sends events one by one", async () => {
    const response = await call("/demo/events?every=1&count=3");
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect((await response.text()).match(/^event: tick$/gm)).toHaveLength(3);
  });

  it("answers with the wished status, and slowly", async () => {
    expect((await call("/demo/status/418")).status).toBe(418);
    expect((await call("/demo/status/204")).status).toBe(204);
    expect((await call("/demo/status/302")).headers.get("location")).toBe("/redirected");
    expect((await call("/demo/status/99")).status).toBe(400);
    expect(await (await call("/demo/slow?ms=5")).json()).toEqual({ waitedMs: 5 });
    expect((await call("/demo/hostile-headers")).headers.getSetCookie()).toHaveLength(2);
    expect((await call("/demo/nothing")).status).toBe(404);
  });

  it("echoes on a WebSocket that came with a token, and refuses one without", async () => {
    const url = `${demo.urls.api.replace("http", "ws")}/demo/ws`;
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${await goodToken()}` } });
    await new Promise((resolve) => socket.once("open", resolve));
    const echoed = new Promise((resolve) => socket.once("message", (data) => resolve(String(data))));
    socket.send("hello");
    expect(await echoed).toBe("hello");
    socket.terminate();
    const refused = new WebSocket(url);
    const error = await new Promise<Error>((resolve) => refused.once("error", resolve));
    expect(error.message).toContain("401");
  });

  it("logs what arrived, with names of headers only", async () => {
    const token = await goodToken();
    await fetch(`${demo.urls.api}/demo/me?logged=1`, { headers: { authorization: `Bearer ${token}` } });
    const entry = demo.apiLog().find(({ path }) => path === "/demo/me?logged=1");
    expect(entry).toMatchObject({ method: "GET", headerNames: expect.arrayContaining(["authorization"]) });
    expect(JSON.stringify(demo.apiLog())).not.toContain(token);
  });
});

describe("demo API refuses", () => {
  const past = () => Math.floor(Date.now() / 1000) - 60;
  const foreignKey = async () =>
    new SignJWT(claims())
      .setProtectedHeader({ alg: "ES256", kid: "k1", typ: "at+jwt" })
      .sign((await generateKeyPair("ES256")).privateKey);

  it.each<[string, () => Promise<string>]>([
    ["another issuer", () => goodToken({ iss: "https://issuer.attacker.example" })],
    ["another audience", () => goodToken({ aud: `${demo.urls.api}/calendar` })],
    ["an expired token", () => goodToken({ exp: past() })],
    ["a token that is not valid yet", () => goodToken({ nbf: past() + 600 })],
    ["an ID token", () => portico.sign(claims(), "JWT")],
    ["a foreign key", foreignKey],
    ["no signature", async () => new UnsecuredJWT(claims()).encode()],
    ["no client_id", () => goodToken({ client_id: undefined })],
    ["no status", () => goodToken({ status: undefined })],
    ["a status outside its list", () => goodToken(statusAt(64))],
    ["a status list elsewhere", () => goodToken({ status: { status_list: { idx: 0, uri: `${demo.urls.api}/list` } } })],
    ["an opaque token", async () => "ptc_at_something"],
  ])("%s", async (_title, token) => {
    const response = await fetch(`${demo.urls.api}/demo/me`, { headers: { authorization: `Bearer ${await token()}` } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain('error="invalid_token"');
    expect(response.headers.get("content-type")).toBe("application/problem+json");
  });

  it("a call without a token, with a bare challenge", async () => {
    const response = await fetch(`${demo.urls.api}/demo/me`);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer realm="${demo.urls.api}/demo", resource_metadata="${demo.urls.api}/.well-known/oauth-protected-resource/demo", DPoP algs="ES256"`,
    );
  });

  it("nobody for good when the keys can't be fetched: 503", async () => {
    const lonely = await startTestDemo("http://localhost:9");
    try {
      const response = await fetch(`${lonely.urls.api}/demo/me`, {
        headers: { authorization: `Bearer ${await goodToken()}` },
      });
      expect(response.status).toBe(503);
    } finally {
      await lonely.close();
    }
  });
});
