import { decodeProtectedHeader, type JSONWebKeySet } from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Harness,
  notesAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { buddy, obtainTokens } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

async function kidsOf({ url }: Harness): Promise<string[]> {
  const { keys } = (await (await fetch(`${url}/oauth2/jwks`)).json()) as JSONWebKeySet;
  return keys.map(({ kid }) => String(kid)).sort();
}

eachDatabase("a retired signing key", (open) => {
  let first: Harness;
  let second: Harness;
  beforeAll(async () => {
    const database = await open();
    first = await startAuthorizationServer(database, testConfig, { issuer: "https://sso.example" });
    second = await startAuthorizationServer(database, testConfig, { issuer: "https://sso.example" });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  const control = () => first.server.signingKeyControl;
  const states = async () => (await control().list()).map(({ algorithm, state }) => `${algorithm} ${state}`);
  const signingKid = async (algorithm: string) =>
    (await control().list()).find((key) => key.algorithm === algorithm && key.state === "signing")?.kid ?? "";

  async function notesToken({ server }: Harness): Promise<string> {
    const { token } = await server.ownTokens.forClient({ audience: notesAudience, scopes: ["notes:read"] });
    return token.reveal();
  }

  it("is refused in every process at once, and its successor signs from then on", async () => {
    const token = await notesToken(second);
    const { kid = "" } = decodeProtectedHeader(token);
    expect(kid).toBe(await signingKid("ES256"));
    const { signsNow } = await control().retire(kid);
    for (const harness of [second, first]) {
      expect(await kidsOf(harness)).not.toContain(kid);
      expect(decodeProtectedHeader(await notesToken(harness)).kid).toBe(signsNow);
    }
    expect(await states()).toEqual(["ES256 signing", "RS256 signing"]);
  });

  it("leaves signing to the successor that was only published", async () => {
    const made = await control().rotate();
    expect(await states()).toEqual(["ES256 published", "ES256 signing", "RS256 published", "RS256 signing"]);
    expect(await kidsOf(second)).toEqual(expect.arrayContaining(made));
    const old = await signingKid("RS256");
    const { signsNow } = await control().retire(old);
    expect(made).toContain(signsNow);
    const { id_token = "" } = await obtainTokens(second, await second.signIn(), buddy, { scope: "openid" });
    expect(decodeProtectedHeader(id_token).kid).toBe(signsNow);
  });

  it("may be one that doesn't sign yet: the signing key goes on, and gets another successor", async () => {
    const signing = await signingKid("ES256");
    const published = (await control().list()).find(({ state }) => state === "published")?.kid ?? "";
    expect(await control().retire(published)).toMatchObject({ signsNow: signing });
    const kids = await kidsOf(second);
    expect(kids).toContain(signing);
    expect(kids).not.toContain(published);
    expect((await states()).filter((state) => state.startsWith("ES256"))).toEqual(["ES256 published", "ES256 signing"]);
  });

  it("is never one that isn't published", async () => {
    const retired = await signingKid("RS256");
    await control().retire(retired);
    for (const kid of [retired, "no-such-key"]) {
      await expect(control().retire(kid)).rejects.toMatchObject({ code: "admin_target_not_found" });
    }
  });

  it("is retired once when two ask at the same time", async () => {
    const kid = await signingKid("ES256");
    const answers = await Promise.allSettled([control().retire(kid), second.server.signingKeyControl.retire(kid)]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await states()).filter((state) => state === "ES256 signing")).toHaveLength(1);
  });
});
