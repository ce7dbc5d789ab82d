import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "#server/database/database.ts";
import type { CheckResult } from "#server/sign-in/provider-check/check-result.ts";
import { createPostgresDatabase, testDatabaseUrl } from "#tests/support/postgres-template.ts";
import { runPortico } from "#tests/support/run-portico.ts";

const servers: Server[] = [];
const secret = "the-right-secret-of-the-client";

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

/** A provider that has only what a check asks for. */
async function serveProvider({
  secondsAhead = 0,
  keys = [{ kty: "EC" }],
  named,
}: {
  secondsAhead?: number;
  keys?: unknown[];
  named?: string;
} = {}) {
  const issuer: string = await serve(async (request, response) => {
    response.setHeader("date", new Date(Date.now() + secondsAhead * 1000).toUTCString());
    response.setHeader("content-type", "application/json");
    if (request.url === "/jwks") response.end(JSON.stringify({ keys }));
    else if (request.url === "/token") response.end(JSON.stringify({ error: await judge(request) }));
    else {
      const endpoints = {
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
      };
      response.end(JSON.stringify({ issuer: named ?? issuer, ...endpoints }));
    }
  });
  return issuer;
}

async function judge(request: IncomingMessage): Promise<string> {
  for await (const _ of request);
  const given = Buffer.from(String(request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString();
  return decodeURIComponent(given) === `portico:${secret}` ? "invalid_grant" : "invalid_client";
}

describe("check", () => {
  const directory = mkdtempSync(join(tmpdir(), "portico-check-"));
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(directory, { recursive: true, force: true });
  });

  async function check(config: object, env: Record<string, string> = {}, ...args: string[]) {
    const file = join(directory, `${Math.random().toString(36).slice(2)}.config.mjs`);
    writeFileSync(file, `export default ${JSON.stringify(config)};\n`);
    return runPortico(["check", ...args], {
      env: {
        PORTICO_CONFIG: file,
        PORTICO_DATA_DIR: join(directory, "data"),
        PORTICO_URL: "http://localhost:3000",
        ...env,
      },
    });
  }
  const provider = (id: string, issuer: string, clientSecret = secret) => ({
    id,
    type: "oidc",
    issuer,
    clientId: "portico",
    clientSecret,
  });

  it("finds nothing wrong where all answers, and lists what to register", async () => {
    const issuer = await serveProvider();
    const api = await serve((_, response) => response.end());
    const { exitCode, out, err } = await check({
      providers: [provider("corp", issuer)],
      apis: { notes: { target: api, token: "none" } },
    });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: "" });
    expect(out).toMatch(/^outcome +subject +found\n/);
    expect(out).toMatch(/\nok +provider corp +takes the client's id and secret\n/);
    expect(out).toMatch(/\nok +API notes +localhost:\d+ can be connected to\n/);
    expect(out).toMatch(/\ncorp +callback \(redirect URI\) +http:\/\/localhost:3000\/api\/auth\/callback\/corp\n/);
    expect(out).not.toContain(secret);
  });

  describe("where much is wrong", () => {
    let results: CheckResult[];
    let output: string;

    beforeAll(async () => {
      const closed = "http://localhost:9";
      const { exitCode, out, err } = await check(
        {
          providers: [
            provider("secret", await serveProvider(), "a-wrong-secret-of-the-client"),
            provider("late", await serveProvider({ secondsAhead: 3600 })),
            provider("keyless", await serveProvider({ keys: [] })),
            provider("other", await serveProvider({ named: "https://other.example" })),
            provider("down", closed),
          ],
          apis: { notes: { target: closed, token: "none" } },
          clients: [
            {
              clientId: "app",
              name: "App",
              clientSecret: secret,
              redirectUris: ["https://app.example/cb"],
              backchannelLogoutUri: "http://localhost:9/logout",
            },
          ],
        },
        { REDIS_URL: "redis://localhost:9" },
        "--json",
      );
      expect({ exitCode, err }).toEqual({ exitCode: 1, err: "" });
      output = out;
      results = JSON.parse(out).results;
    });
    const failed = (subject: string) => results.filter((one) => one.subject === subject && one.outcome === "failed");

    it.each([
      ["provider secret", "invalid_client", "providers.secret.clientSecret"],
      ["provider late", "seconds ahead of", "clock"],
      ["provider keyless", "no keys", "provider"],
      ["provider other", "names the issuer", "providers.other.issuer"],
      ["provider down", "localhost:9", "firewall"],
      ["API notes", "nothing listens there", "apis.notes.target"],
      ["app app", "nothing listens there", "clients.app.backchannelLogoutUri"],
      ["Redis", "no answer at localhost:9", "REDIS_URL"],
    ])("%s: %s, with the fix", (subject, found, fix) => {
      const [result] = failed(subject);
      expect(result?.found).toContain(found);
      expect(result?.fix).toContain(fix);
    });

    it("says no secret", () => {
      expect(output).not.toContain(secret);
      expect(output).not.toContain("a-wrong-secret");
    });
  });

  it("lists every mistake of the settings, and reaches nothing", async () => {
    const { exitCode, out } = await check(
      { providers: [provider("a b", "ftp://x")] },
      { PORTICO_URL: "ftp://y" },
      "--json",
    );
    expect(exitCode).toBe(1);
    const { results, register } = JSON.parse(out);
    expect(results.map(({ outcome }: CheckResult) => outcome)).not.toContain("ok");
    expect(results.length).toBeGreaterThan(1);
    expect(register).toEqual([]);
  });

  if (testDatabaseUrl) {
    it("says which migrations a start would apply, and applies none", async () => {
      const database = await createPostgresDatabase();
      const config = { providers: [provider("corp", await serveProvider())] };
      const upToDate = await check(config, { DATABASE_URL: database.url });
      expect(upToDate.out).toMatch(/\nok +database +PostgreSQL [\d.]+ at .*schema up to date\n/);
      for (let again = 0; again < 2; again++) {
        const empty = await check(config, { DATABASE_URL: `${database.url}?schema=not_there` });
        expect(empty).toMatchObject({
          exitCode: 0,
          out: expect.stringMatching(/\nwarning +database +PostgreSQL.* \d+ migrations pending/),
        });
      }
      await database.drop();
    });

    it("reaches the providers of the database too, and says which entries have mistakes", async () => {
      const database = await createPostgresDatabase();
      const opened = await openDatabase({ kind: "postgres", url: database.url, poolSize: 2 });
      const insert = (kind: string, key: string, entry: object) =>
        opened.execute(
          `INSERT INTO catalog_entries (id, kind, key, entry, secret_hashes, secret, enabled, revision, created_by, changed_by)
           VALUES (gen_random_uuid(), $1, $2, $3::json, '[]'::jsonb, NULL, true, gen_random_uuid(), 'operator', 'operator')`,
          [kind, key, JSON.stringify(entry)],
        );
      const stored = { type: "oidc", clientId: "portico" };
      await insert("providers", "partner", { ...stored, id: "partner", issuer: await serveProvider({ keys: [] }) });
      await insert("providers", "broken", { ...stored, id: "broken" });
      await opened.close();
      const config = { providers: [provider("corp", await serveProvider())] };
      const { exitCode, out } = await check(config, { DATABASE_URL: database.url }, "--json");
      const { results, register } = JSON.parse(out) as { results: CheckResult[]; register: { provider: string }[] };
      const saidOf = (subject: string) => results.filter((one) => one.subject === subject).map(({ found }) => found);
      expect(exitCode).toBe(1);
      expect(saidOf("provider partner")).toEqual([expect.stringContaining("no keys")]);
      expect(saidOf("entries of the database")).toEqual(["1 are served"]);
      expect(saidOf("providers broken of the database")).toEqual([expect.stringContaining("issuer")]);
      expect(new Set(register.map((one) => one.provider))).toEqual(new Set(["corp", "partner"]));
      await database.drop();
    });
  }
});
