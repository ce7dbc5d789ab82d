import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Harness, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { type HeldQueries, holdQueries } from "#tests/support/held-queries.ts";
import { buddy, obtainCode, spa, type TokenAnswer } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const emptySecret = (clientId: string) => ({
  authorization: `Basic ${Buffer.from(`${clientId}:`).toString("base64")}`,
});

describe("Basic with an empty secret (RFC 6749 §2.3.1)", () => {
  let harness: Harness;
  let queries: HeldQueries;
  let closeDatabase: () => Promise<void>;
  beforeAll(async () => {
    const database = await openEmbeddedTestDatabase();
    closeDatabase = database.close;
    queries = holdQueries(database);
    harness = await startAuthorizationServer(queries.database);
  });
  afterAll(async () => {
    await harness.close();
    await closeDatabase();
  });
  const redeem = async (client: typeof spa, headers: Record<string, string>, extra: Record<string, string> = {}) => {
    const code = await obtainCode(harness, await harness.signIn(), client);
    const answer = await harness.form("/oauth2/token", { ...code, ...extra }, headers);
    return { status: answer.status, body: (await answer.json()) as TokenAnswer };
  };

  it("names a public client, whether or not the form names it too", async () => {
    expect((await redeem(spa, emptySecret("spa"))).status).toBe(200);
    expect((await redeem(spa, emptySecret("spa"), { client_id: "spa" })).status).toBe(200);
  });

  it("spares a public client neither PKCE nor its own code", async () => {
    const { body } = await redeem(spa, emptySecret("spa"), { code_verifier: "x".repeat(43) });
    expect(body.error).toBe("invalid_grant");
    expect((await redeem(buddy, emptySecret("spa"))).body.error).toBe("invalid_grant");
  });

  it("refuses a form that names another client", async () => {
    expect((await redeem(buddy, emptySecret("spa"), { client_id: "calendar-buddy" })).status).toBe(401);
  });

  it("is no authentication of a confidential client, and an unknown one stays unknown", async () => {
    expect((await redeem(buddy, emptySecret("calendar-buddy"))).status).toBe(400);
    expect((await redeem(buddy, emptySecret("nobody"))).status).toBe(400);
  });

  it("is answered with 503 while the database can't say who is public", async () => {
    queries.fail((sql) => sql.includes("'Client'"));
    const origin = "https://spa.example";
    const headers = { ...emptySecret("app_unknown"), origin };
    const answer = await harness.form("/oauth2/token", { grant_type: "refresh_token" }, headers);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("access-control-allow-origin")).toBe(origin);
    expect(await answer.json()).toMatchObject({ error: "temporarily_unavailable" });
  });

  it("with a wrong secret is refused", async () => {
    const wrong = { authorization: `Basic ${Buffer.from("spa:guess").toString("base64")}` };
    expect((await redeem(spa, wrong)).status).toBe(401);
  });

  it("can't smuggle in a large body", async () => {
    const answer = await harness.form("/oauth2/token", { code: "x".repeat(60_000) }, emptySecret("spa"));
    expect(answer.status).toBe(400);
  });
});
