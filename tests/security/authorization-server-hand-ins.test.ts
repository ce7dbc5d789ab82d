import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSealedDeviceCodes } from "#server/authorization-server/records/sealed-device-codes.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import {
  basic,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, buddy, newVerifier, obtainTokens } from "#tests/support/raw-client.ts";
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

const ask = async (who: SignedIn, change: Record<string, string> = {}) => {
  const query = authorizationRequest(buddy, newVerifier().challenge, { prompt: "consent", ...change });
  const { headers } = await who.browser.fetch(`/oauth2/authorize?${query}`);
  return new URL(headers.get("location") ?? "", harness.issuer).pathname;
};
const rowsOf = (model: string) =>
  harness.database.query<{ payload: Record<string, unknown>; uid: string | null; userCode: string | null }>(
    `SELECT payload, uid, user_code AS "userCode" FROM oidc_records WHERE model = $1`,
    [model],
  );

describe("what callers hand in, in the database", () => {
  it("is sealed whole with a request that waits for its person, pushed or not", async () => {
    const who = await harness.signIn();
    await ask(who, { login_hint: "ada@example.com" });
    const pushed = Object.fromEntries(authorizationRequest(buddy, newVerifier().challenge));
    const par = await harness.form("/oauth2/par", pushed, basic(buddy.clientId, buddy.secret ?? ""));
    expect(par.status).toBe(201);
    for (const model of ["Interaction", "PushedAuthorizationRequest"]) {
      const rows = await rowsOf(model);
      expect(rows.length).toBeGreaterThan(0);
      for (const { payload, uid } of rows) {
        expect(Object.keys(payload).sort()).toEqual(["kind", "sealed"]);
        expect(uid).toBeNull();
      }
    }
  });

  it("is sealed in codes and tokens, and repeated to the app", async () => {
    const who = await harness.signIn("Nonce Holder");
    const tokens = await obtainTokens(harness, who, buddy, {
      scope: "openid offline_access",
      nonce: "a-nonce-of-the-app",
    });
    const [, claims = ""] = tokens.id_token?.split(".") ?? [];
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ nonce: "a-nonce-of-the-app" });
    for (const model of ["AuthorizationCode", "RefreshToken"]) {
      for (const { payload } of await rowsOf(model)) expect(payload).not.toHaveProperty("nonce");
    }
  });

  it("is no request any more once its row was changed: the page says so, and nothing fails", async () => {
    const who = await harness.signIn("Owner Of A Broken Row");
    const path = await ask(who);
    await harness.database.query(
      `UPDATE oidc_records SET payload = jsonb_set(payload, '{sealed}', '"AAAA"') WHERE model = 'Interaction'`,
    );
    const cookies = who.browser.cookieHeader(path);
    const opening = harness.server.consent.open(path.slice("/consent/".length), cookies, who.session);
    await expect(opening).rejects.toMatchObject({ code: "interaction_expired" });
  });

  it("opens in no other row: a request swapped for another one is none", async () => {
    const who = await harness.signIn("Owner Of Two Rows");
    const paths = [await ask(who), await ask(who)];
    await harness.database.query(
      `UPDATE oidc_records r SET payload = s.payload FROM oidc_records s
       WHERE r.model = 'Interaction' AND s.model = 'Interaction' AND r.id_hash <> s.id_hash`,
    );
    for (const path of paths) {
      const opening = harness.server.consent.open(
        path.slice("/consent/".length),
        who.browser.cookieHeader(path),
        who.session,
      );
      await expect(opening).rejects.toMatchObject({ code: "interaction_expired" });
    }
  });
});

describe("an id_token_hint, which isn't kept", () => {
  it("still demands its person at every step: another one who takes over at the question gets no code", async () => {
    const ada = await harness.signIn("Hinted Person");
    const { id_token = "" } = await obtainTokens(harness, ada, buddy);
    const path = await ask(ada, { id_token_hint: id_token });
    await harness.signIn("Another Person", ada);
    const query = new URL(path, harness.issuer);
    const onSignIn = () => harness.signIn("Another Person", ada);
    const { callback, asked } = await walkAuthorization(harness, ada, query, { onSignIn });
    expect(asked).toEqual([]);
    expect([callback.searchParams.get("code"), callback.searchParams.get("error")]).toEqual([null, "login_required"]);
  });

  it("lets its person through, signed in before or on the way", async () => {
    const ada = await harness.signIn("Expected Person");
    const { id_token = "" } = await obtainTokens(harness, ada, buddy);
    const query = authorizationRequest(buddy, newVerifier().challenge, { id_token_hint: id_token });
    for (const start of [ada, await harness.signIn("Unexpected Person")]) {
      const onSignIn = () => harness.signIn("Expected Person", start);
      const { callback } = await walkAuthorization(harness, start, `/oauth2/authorize?${query}`, { onSignIn });
      expect(callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
    }
  });
});

describe("a device's request", () => {
  it("keeps its user code as a keyed hash, and what the device handed in sealed", async () => {
    const device = { client_id: "tv-guide", scope: "openid profile", login_hint: "ada@example.com" };
    const answer = await harness.form("/oauth2/device_authorization", device);
    const { user_code } = (await answer.json()) as { user_code: string };
    const [row] = await rowsOf("DeviceCode");
    expect(row?.userCode).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(row?.payload)).not.toMatch(/login_hint|params|deviceInfo|userCode/);
    const { session } = await harness.signIn();
    expect(await harness.server.device.open(session, user_code)).toMatchObject({ userCode: user_code });
  });

  it("is found and opened after the operator's secret was replaced, until the old one is dropped", async () => {
    const [old, next] = [new Secret("the old secret of an operator"), new Secret("the next secret of an operator")];
    const at = (...secrets: Secret[]) => {
      const keys = new KeyRing(secrets);
      return createSealedDeviceCodes(keys, new TokenCipher(keys));
    };
    const payload = { kind: "DeviceCode", userCode: "BCDFGHJK", params: { scope: "openid" } };
    const sealed = await at(old).seal("a hash", payload);
    expect(at(next, old).namesOf("BCDFGHJK")).toContain(sealed.name);
    expect(at(next).namesOf("BCDFGHJK")).not.toContain(sealed.name);
    expect(await at(next, old).open("a hash", sealed.payload)).toEqual({
      kind: "DeviceCode",
      params: { scope: "openid" },
    });
    await expect(at(next).open("a hash", sealed.payload)).rejects.toThrow();
    await expect(at(old).open("another hash", sealed.payload)).rejects.toThrow();
  });
});
