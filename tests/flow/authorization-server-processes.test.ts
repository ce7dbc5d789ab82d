import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Harness, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { buddy, obtainTokens, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const offline = { scope: "openid profile offline_access" };

eachDatabase("two processes of one authorization server", (open) => {
  let first: Harness;
  let second: Harness;

  beforeAll(async () => {
    const database = await open();
    // Both start on an empty database at once, as two containers of one deployment would.
    const issuer = "https://sso.example";
    [first, second] = await Promise.all([
      startAuthorizationServer(database, undefined, { issuer }),
      startAuthorizationServer(database, undefined, { issuer }),
    ]);
  });
  afterAll(async () => {
    await first.close();
    await second.close();
  });

  const kids = async (harness: Harness) => {
    const { keys } = (await (await fetch(`${harness.url}/oauth2/jwks`)).json()) as { keys: { kid: string }[] };
    return keys.map(({ kid }) => kid);
  };

  describe("signing keys", () => {
    it("are made once", async () => {
      expect(await kids(first)).toHaveLength(2);
      expect(await kids(second)).toEqual(await kids(first));
    });

    it("are rotated once when both rotate, published at once, and sign only later", async () => {
      const before = await first.server.signingKeys.signer("ES256");
      const made = await Promise.all([
        first.server.signingKeys.rotate("ES256"),
        second.server.signingKeys.rotate("ES256"),
      ]);
      expect(made[0]).toBe(made[1]);
      await Promise.all([first.server.signingKeys.refresh(), second.server.signingKeys.refresh()]);
      expect(await kids(first)).toHaveLength(3);
      expect(await kids(first)).toContain(made[0]);
      expect(await kids(second)).toEqual(await kids(first));
      expect((await first.server.signingKeys.signer("ES256")).kid).toBe(before.kid);
      const rows = await first.database.query<{ private: string }>("SELECT private_jwk AS private FROM signing_keys");
      for (const { private: sealed } of rows) expect(sealed.split(".")).toHaveLength(5);
    });
  });

  describe("a refresh token", () => {
    it("that both get at once is rotated once, and both answer the same", async () => {
      const tokens = await obtainTokens(first, await first.signIn(), buddy, offline);
      const refresh = async (harness: Harness) =>
        (await tokenRequest(harness, buddy, {
          grant_type: "refresh_token",
          refresh_token: tokens.refresh_token ?? "",
        }).then((response) => response.json())) as TokenAnswer;
      const answers = await Promise.all([refresh(first), refresh(second), refresh(first), refresh(second)]);
      expect(new Set(answers.map(({ refresh_token }) => refresh_token)).size).toBe(1);
      expect(answers[0]?.refresh_token).toMatch(/^ptc_rt_/);
    });
  });

  describe("a session", () => {
    it("that ends in one is over in the other", async () => {
      const who = await first.signIn();
      const { access_token } = await obtainTokens(first, who, buddy, { scope: "openid profile" });
      const userinfo = () =>
        fetch(`${second.url}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
      expect((await userinfo()).status).toBe(200);
      await first.vault.end(who.session, "signed_out");
      expect((await userinfo()).status).toBe(401);
    });
  });
});
