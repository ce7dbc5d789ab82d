import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Harness, type SignedIn, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, buddy, newVerifier, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

interface Decision {
  allow: boolean;
  scopes: readonly string[];
}
const allow: Decision = { allow: true, scopes: ["email"] };
const cancel: Decision = { allow: false, scopes: [] };

eachDatabase("the consent form", (open) => {
  let harness: Harness;
  /** Another process of the same portal. */
  let elsewhere: Harness;
  beforeAll(async () => {
    const database = await open();
    harness = await startAuthorizationServer(database);
    elsewhere = await startAuthorizationServer(database, undefined, { issuer: harness.issuer });
  });
  afterAll(async () => {
    await elsewhere.close();
    await harness.close();
  });

  async function atQuestion(userName: string, change: Record<string, string> = {}) {
    const who = await harness.signIn(userName);
    const { verifier, challenge } = newVerifier();
    const query = authorizationRequest(buddy, challenge, { scope: "openid email", prompt: "consent", ...change });
    const asked = await who.browser.fetch(`/oauth2/authorize?${query}`);
    const path = new URL(asked.headers.get("location") ?? "", harness.issuer).pathname;
    const uid = path.slice("/consent/".length);
    const cookies = who.browser.cookieHeader(path);
    const step = await harness.server.consent.open(uid, cookies, who.session);
    if (step.kind !== "ask") throw new Error("not asked");
    const { formToken } = step.view;
    // What the browser has before its first answer comes.
    const resumeCookies = who.browser.cookieHeader(`/oauth2/authorize/${uid}`) ?? "";
    const decide = (decision: Decision, server = harness) =>
      server.server.consent.decide(uid, cookies, who.session, { ...decision, formToken }).then(
        ({ redirectTo }) => redirectTo,
        ({ code }: { code?: string }) => String(code),
      );
    const goOn = (redirectTo: string, server = harness, cookie = resumeCookies) =>
      fetch(server.url + new URL(redirectTo).pathname, {
        redirect: "manual",
        headers: { accept: "text/html", ...(cookie ? { cookie } : {}) },
      });
    const locationOf = async (redirectTo: string, server = harness, cookie = resumeCookies) =>
      new URL((await goOn(redirectTo, server, cookie)).headers.get("location") ?? "", harness.issuer);
    const redeem = (callback: URL) =>
      tokenRequest(harness, buddy, {
        grant_type: "authorization_code",
        code: callback.searchParams.get("code") ?? "",
        code_verifier: verifier,
        redirect_uri: buddy.redirectUri,
      });
    return { who, uid, decide, goOn, locationOf, redeem };
  }

  const appsOf = async ({ session }: SignedIn) => (await harness.connectedApps.list(session)).length;

  it.each([0, 1, 2, 3, 4, 5])("takes one of two contrary answers at once (%d)", async (round) => {
    const { who, decide, locationOf } = await atQuestion(`Of Two Minds ${round}`);
    const answers = [allow, cancel].map((decision, index) =>
      decide(decision, index === round % 2 ? harness : elsewhere),
    );
    const [allowed = "", cancelled = ""] = await Promise.all(answers);
    const wins = [allowed, cancelled].map((answer) => answer.startsWith("http"));
    expect(wins.filter(Boolean)).toHaveLength(1);
    expect([allowed, cancelled]).toContain("interaction_expired");
    const { searchParams } = await locationOf(wins[0] ? allowed : cancelled);
    expect([searchParams.has("code"), searchParams.get("error")]).toEqual(
      wins[0] ? [true, null] : [false, "access_denied"],
    );
    expect(await appsOf(who)).toBe(wins[0] ? 1 : 0);
  });

  it("takes no other answer after the first, whether or not the browser went on", async () => {
    const { decide, locationOf } = await atQuestion("Changed Their Mind");
    const redirectTo = await decide(allow);
    const others = [cancel, { ...allow, scopes: [] }];
    for (const other of others) expect(await decide(other, elsewhere)).toBe("interaction_expired");
    expect((await locationOf(redirectTo)).searchParams.get("code")).toMatch(/^ptc_ac_/);
    for (const other of others) expect(await decide(other)).toBe("interaction_expired");
  });

  describe.each([
    ["Allow", allow],
    ["Cancel", cancel],
  ])("with %s pressed twice", (name, decision) => {
    it("at once, leads to one place and is one event", async () => {
      const { who, decide, locationOf } = await atQuestion(`Quick ${name}`);
      const pressed = await Promise.all([decide(decision), decide(decision, elsewhere), decide(decision)]);
      expect(new Set(pressed).size).toBe(1);
      const [redirectTo = ""] = pressed;
      const landed = await Promise.all([
        locationOf(redirectTo),
        locationOf(redirectTo, elsewhere),
        locationOf(redirectTo),
      ]);
      expect(new Set(landed.map(({ href }) => href)).size).toBe(1);
      expect(landed[0]?.href).toMatch(/^https:\/\/buddy\.example\/callback\?(code=ptc_ac_|error=access_denied)/);
      await harness.audit.flush();
      await elsewhere.audit.flush();
      const events = await harness.database.query(
        "SELECT 1 AS one FROM audit_events WHERE user_id = $1::uuid AND type IN ('consent.granted', 'consent.denied')",
        [who.session.userId],
      );
      expect(events).toHaveLength(1);
    });

    it("while the first answer is on its way, leads there too", async () => {
      const { decide, locationOf } = await atQuestion(`Slow ${name}`);
      const first = await locationOf(await decide(decision));
      expect((await locationOf(await decide(decision, elsewhere), elsewhere)).href).toBe(first.href);
    });

    it("is forgotten after a minute", async () => {
      const { uid, decide, locationOf } = await atQuestion(`Late ${name}`);
      const redirectTo = await decide(decision);
      await locationOf(redirectTo);
      await harness.database.query(
        "UPDATE oidc_records SET expires_at = now() WHERE consumed_at IS NOT NULL AND model = 'Interaction'",
      );
      expect(await decide(decision)).toBe("interaction_expired");
      expect((await locationOf(redirectTo)).searchParams.get("code")).toBe("interaction_expired");
      expect(uid).not.toBe("");
    });
  });

  it("pressed twice gives one code, which works", async () => {
    const { decide, locationOf, redeem } = await atQuestion("Ada Twice");
    const [first, second] = [await locationOf(await decide(allow)), await locationOf(await decide(allow))];
    expect(second.href).toBe(first.href);
    expect((await redeem(second)).status).toBe(200);
  });

  it("doesn't bring the app a code again that it has redeemed, and its tokens stay", async () => {
    const { decide, locationOf, redeem } = await atQuestion("Slow App");
    const callback = await locationOf(await decide(allow));
    const tokens = (await (await redeem(callback)).json()) as TokenAnswer;
    const again = await locationOf(await decide(allow));
    expect([again.pathname, again.searchParams.get("code")]).toEqual(["/error", "interaction_expired"]);
    const headers = { authorization: `Bearer ${tokens.access_token}` };
    expect((await fetch(`${harness.url}/oauth2/userinfo`, { headers })).status).toBe(200);
  });

  it("pressed twice posts the same form with response_mode=form_post", async () => {
    const { decide, goOn } = await atQuestion("Posting Twice", { response_mode: "form_post" });
    const pages = [await goOn(await decide(allow)), await goOn(await decide(allow), elsewhere)];
    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    const codes = await Promise.all(
      pages.map(async (page) => /name="code" value="([^"]+)"/.exec(await page.text())?.[1]),
    );
    expect(codes[0]).toMatch(/^ptc_ac_/);
    expect(codes[1]).toBe(codes[0]);
  });

  it("tells its answer to nobody but the session that gave it", async () => {
    const { who, decide, locationOf } = await atQuestion("Owner Of The Answer");
    const redirectTo = await decide(allow);
    const first = await locationOf(redirectTo);
    const other = await harness.signIn("Somebody Else");
    const strangers = [other.browser.cookieHeader("/") ?? "", "", "portico-resume=x"];
    for (const cookie of strangers) {
      const page = await locationOf(redirectTo, harness, cookie);
      expect([page.pathname, page.searchParams.get("code")]).toEqual(["/error", "interaction_expired"]);
    }
    await harness.vault.end(who.session, "signed_out");
    expect((await locationOf(redirectTo)).pathname).toBe("/error");
    expect(first.searchParams.has("code")).toBe(true);
  });
});
