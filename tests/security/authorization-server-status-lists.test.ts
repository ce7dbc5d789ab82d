import { decodeJwt, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import {
  basic,
  calendarAudience,
  type Harness,
  notesAudience,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { type HeldQueries, holdQueries, writes } from "#tests/support/held-queries.ts";
import {
  authorizationRequest,
  buddy,
  introspect,
  newVerifier,
  obtainCode,
  type RawClient,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { statusOf, statusReferenceOf } from "#tests/support/status-of-token.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const notesApi = { clientId: "notes-api", secret: "the secret of the notes API" };
const calendarApi: RawClient = { clientId: "calendar-api", secret: "the secret of the calendar API", redirectUri: "" };
const config = {
  ...testConfig,
  clients: [
    ...testConfig.clients.map((client) =>
      client.clientId === buddy.clientId ? { ...client, optionalScopes: ["notes:read"] } : client,
    ),
    {
      clientId: notesApi.clientId,
      clientSecret: notesApi.secret,
      name: "Notes API",
      grantTypes: ["client_credentials"],
      scopes: [],
      resources: [],
      introspects: [notesAudience],
    },
  ],
} satisfies PorticoConfig;
const withoutBuddy: PorticoConfig = {
  ...config,
  clients: config.clients.filter(({ clientId }) => clientId !== buddy.clientId),
};

const whilePresent = { scope: "openid notes:read", resource: notesAudience };
const whileAway = { scope: "openid offline_access notes:read", resource: notesAudience };
const buddySecret = basic(buddy.clientId, buddy.secret ?? "");

eachDatabase("JWT access tokens that end before they expire", (open) => {
  let harness: Harness;
  /** Serves the lists: another process than the one in which tokens end. */
  let sibling: Harness;
  let queries: HeldQueries;
  beforeAll(async () => {
    queries = holdQueries(await open());
    harness = await startAuthorizationServer(queries.database, config);
    sibling = await startAuthorizationServer(queries.database, config, { issuer: harness.issuer });
  });
  afterAll(async () => {
    await sibling.close();
    await harness.close();
  });

  const atSibling = (token: string) => statusOf(token, harness.issuer, sibling.url);
  const revoke = (token: string, as = buddySecret) => harness.form("/oauth2/revoke", { token }, as);
  const askAsNotesApi = async (token: string) =>
    (await harness.form("/oauth2/introspect", { token }, basic(notesApi.clientId, notesApi.secret))).json();
  const refresh = async (token: string | undefined) => {
    const body = { grant_type: "refresh_token", refresh_token: token ?? "", resource: notesAudience };
    return (await (await tokenRequest(harness, buddy, body)).json()) as TokenAnswer;
  };
  const redeem = async (code: Awaited<ReturnType<typeof obtainCode>>, resource = notesAudience) =>
    (await (await tokenRequest(harness, buddy, { ...code, resource })).json()) as TokenAnswer;
  /** Connects the app, which gets a JWT for the notes API. */
  const connect = async (who: SignedIn, change: Record<string, string> = whileAway) =>
    redeem(await obtainCode(harness, who, buddy, change));
  const removeAccess = async (who: SignedIn) => {
    for (const app of await harness.connectedApps.list(who.session))
      await harness.connectedApps.revoke(who.session, app.id);
  };
  const takeBackScope = async (who: SignedIn) => {
    const request = authorizationRequest(buddy, newVerifier().challenge, { ...whileAway, prompt: "consent" });
    await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, { scopes: ["offline_access"] });
  };
  const ownToken = async (who: SignedIn) =>
    (await harness.server.ownTokens.forUser(who.session, { audience: notesAudience, scopes: ["notes:read"] })).token;

  describe("are listed as ended, in every process, as soon as", () => {
    type Ending = (who: SignedIn) => Promise<{ token: string; end(): Promise<unknown> }>;
    const endings: Record<string, Ending> = {
      "the person removes the app": async (who) => {
        const { access_token } = await connect(who);
        return { token: access_token, end: () => removeAccess(who) };
      },
      "the person removes the app that the token was refreshed for": async (who) => {
        const first = await connect(who);
        const { access_token } = await refresh(first.refresh_token);
        return { token: access_token, end: () => removeAccess(who) };
      },
      "the person takes back its scope": async (who) => {
        const { access_token } = await connect(who, { ...whileAway, prompt: "consent" });
        return { token: access_token, end: () => takeBackScope(who) };
      },
      "the account is disabled": async (who) => {
        const { access_token } = await connect(who);
        return { token: access_token, end: () => harness.accountControl.disable(who.session.userId) };
      },
      "the session ends that it follows": async (who) => {
        const { access_token } = await connect(who, whilePresent);
        return { token: access_token, end: () => harness.vault.end(who.session, "signed_out") };
      },
      "the session ends that the BFF calls an API for": async (who) => {
        const token = (await ownToken(who)).reveal();
        return { token, end: () => harness.vault.end(who.session, "signed_out") };
      },
      "its code is used again": async (who) => {
        const code = await obtainCode(harness, who, buddy, whileAway);
        const { access_token } = await redeem(code);
        return { token: access_token, end: () => redeem(code) };
      },
      "its refresh token is revoked": async (who) => {
        const { access_token, refresh_token } = await connect(who);
        return { token: access_token, end: () => revoke(refresh_token ?? "") };
      },
      "the app revokes it": async (who) => {
        const { access_token } = await connect(who);
        return { token: access_token, end: () => revoke(access_token) };
      },
      "what it was exchanged for ends": async (who) => {
        const request = { scope: "openid offline_access calendar:read", resource: calendarAudience };
        const opaque = await redeem(await obtainCode(harness, who, buddy, request), calendarAudience);
        const exchanged = await tokenRequest(harness, calendarApi, {
          grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
          subject_token: opaque.access_token,
          subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
          audience: notesAudience,
        });
        const { access_token } = (await exchanged.json()) as TokenAnswer;
        return { token: access_token, end: () => removeAccess(who) };
      },
    };

    it.each(Object.keys(endings))("%s", async (name) => {
      const prepare = endings[name] as Ending;
      const [who, other] = [await harness.signIn(`Ada of ${name}`), await harness.signIn(`Grace of ${name}`)];
      const { token, end } = await prepare(who);
      const untouched = await connect(other);
      expect([await atSibling(token), await atSibling(untouched.access_token)]).toEqual(["valid", "valid"]);
      await end();
      expect([await atSibling(token), await atSibling(untouched.access_token)]).toEqual(["ended", "valid"]);
    });

    it("a service revokes its own", async () => {
      const body = { grant_type: "client_credentials", resource: notesAudience, scope: "notes:read" };
      const ask = async () => (await (await tokenRequest(harness, calendarApi, body)).json()) as TokenAnswer;
      const [first, second] = [await ask(), await ask()];
      await revoke(first.access_token, basic(calendarApi.clientId, calendarApi.secret ?? ""));
      expect([await atSibling(first.access_token), await atSibling(second.access_token)]).toEqual(["ended", "valid"]);
    });

    it("a process runs without the app that it was issued to", async () => {
      const { access_token } = await connect(await harness.signIn());
      const later = await startAuthorizationServer(queries.database, withoutBuddy, { issuer: harness.issuer });
      try {
        expect(await statusOf(access_token, harness.issuer, later.url)).toBe("ended");
      } finally {
        await later.close();
      }
    });

    it.each([
      ["its consent ended", removeAccess],
      ["its scope was taken back", takeBackScope],
    ])("it is written, when %s meanwhile", async (name, end) => {
      const who = await harness.signIn(`Late Writer, ${name}`);
      const code = await obtainCode(harness, who, buddy, { ...whileAway, prompt: "consent" });
      const held = queries.hold(writes("AccessToken"));
      const answer = redeem(code);
      await held.reached;
      await end(who);
      held.release();
      const { access_token } = await answer;
      expect(await atSibling(access_token)).toBe("ended");
    });
  });

  describe("at the revocation endpoint", () => {
    it("leave the refresh token and its next access token alone", async () => {
      const { access_token, refresh_token } = await connect(await harness.signIn());
      expect((await revoke(access_token)).status).toBe(200);
      const next = await refresh(refresh_token);
      expect([await atSibling(access_token), await atSibling(next.access_token)]).toEqual(["ended", "valid"]);
    });

    it("are refused to another app", async () => {
      const { access_token } = await connect(await harness.signIn());
      const answer = await revoke(access_token, basic(notesApi.clientId, notesApi.secret));
      expect([answer.status, await atSibling(access_token)]).toEqual([400, "valid"]);
    });

    it("end by our signature only, not by what anyone could write", async () => {
      const { access_token } = await connect(await harness.signIn());
      const foreign = await new SignJWT(decodeJwt(access_token))
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: "foreign" })
        .sign((await generateKeyPair("ES256")).privateKey);
      const cut = access_token.slice(0, -4);
      for (const forged of [foreign, cut]) expect((await revoke(forged)).status).toBe(200);
      expect(await atSibling(access_token)).toBe("valid");
    });

    it("are not taken twice in one request, and other JWTs are refused as such", async () => {
      const { access_token, id_token } = await connect(await harness.signIn());
      const twice = `token=${access_token}&token=${access_token}`;
      const headers = { ...buddySecret, "content-type": "application/x-www-form-urlencoded" };
      const answer = await fetch(`${harness.url}/oauth2/revoke`, { method: "POST", headers, body: twice });
      expect([answer.status, await atSibling(access_token)]).toEqual([400, "valid"]);
      expect(await (await revoke(id_token ?? "")).json()).toMatchObject({ error: "unsupported_token_type" });
    });
  });

  describe("at the introspection endpoint", () => {
    it("are told to the API that they are for, until they end", async () => {
      const who = await harness.signIn();
      const { access_token } = await connect(who);
      // Twice, so that the second answer is a remembered one.
      for (let time = 0; time < 2; time++) {
        expect(await askAsNotesApi(access_token)).toMatchObject({
          active: true,
          sub: who.session.userId,
          scope: "notes:read",
          aud: notesAudience,
          jti: decodeJwt(access_token).jti,
        });
      }
      await removeAccess(who);
      expect(await askAsNotesApi(access_token)).toEqual({ active: false });
    });

    it("are told when the BFF got them, too", async () => {
      const who = await harness.signIn();
      const token = (await ownToken(who)).reveal();
      expect(await askAsNotesApi(token)).toMatchObject({ active: true, client_id: "portico-bff" });
      await harness.vault.end(who.session, "signed_out");
      expect(await askAsNotesApi(token)).toEqual({ active: false });
    });

    it("are kept from everyone else, and so are forged ones", async () => {
      const { access_token } = await connect(await harness.signIn());
      expect(await introspect(harness, access_token)).toEqual({ active: false });
      expect(await askAsNotesApi(access_token.slice(0, -4))).toEqual({ active: false });
    });
  });

  it("can't be used by what stands in them: neither a jti nor a record's name is a token", async () => {
    const { access_token } = await connect(await harness.signIn());
    const { jti = "" } = decodeJwt(access_token);
    for (const guess of [jti, `ptc_at_u${jti}`, `#${hashRecordId(jti)}`, `#${hashRecordId(jti)}.${"A".repeat(43)}`]) {
      expect(await askAsNotesApi(guess)).toEqual({ active: false });
      expect((await revoke(guess)).status).toBe(200);
    }
    expect(await atSibling(access_token)).toBe("valid");
  });

  it("have places of their own, and none that tells how many there are", async () => {
    const who = await harness.signIn();
    const tokens = await Promise.all(Array.from({ length: 8 }, async () => (await ownToken(who)).reveal()));
    const places = tokens.map(statusReferenceOf);
    expect(new Set(places.map(({ uri, idx }) => `${uri} ${idx}`)).size).toBe(8);
    // Of 262,144 places, drawn at random: that eight are all among the first 4,096 happens once in 10^14.
    expect(Math.max(...places.map(({ idx }) => idx))).toBeGreaterThan(4_096);
  });
});
