import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PretendPortico, startPretendPortico } from "#demo/pretend-portico.ts";
import type { Demo } from "#demo/start-demo.ts";
import { startTestDemo } from "#demo/start-test-demo.ts";

let portico: PretendPortico;
let demo: Demo;
let cookie: string;

beforeEach(async () => {
  portico = await startPretendPortico();
  demo = await startTestDemo(portico.url);
  cookie = "";
});
afterEach(async () => {
  await demo.close();
  await portico.close();
});

/** A browser with one cookie that follows nothing by itself. */
async function visit(path: string, init: RequestInit = {}): Promise<Response> {
  const url = new URL(path, demo.urls.calendarBuddy);
  const response = await fetch(url, { redirect: "manual", ...init, headers: { cookie, ...init.headers } });
  cookie = response.headers.get("set-cookie")?.split(";", 1)[0] ?? cookie;
  return response;
}

const press = (path: string, fields: Record<string, string> = {}) =>
  visit(path, { method: "POST", body: new URLSearchParams(fields) });

async function connect(fields: Record<string, string> = {}): Promise<Response> {
  const away = (await press("/connect", fields)).headers.get("location") ?? "";
  return visit(portico.allow(away));
}

const target = (response: Response) => response.headers.get("location");

describe("Calendar Buddy", () => {
  it("pushes what it asks: code with PKCE, state, nonce, consent and the calendar as resource", async () => {
    const away = target(await press("/connect")) ?? "";
    expect([...new URL(away).searchParams.keys()].sort()).toEqual(["client_id", "request_uri"]);
    expect(Object.fromEntries(portico.askedBy(away))).toMatchObject({
      client_id: "calendar-buddy",
      redirect_uri: `${demo.urls.calendarBuddy}/callback`,
      response_type: "code",
      scope: "openid profile email offline_access calendar:read",
      resource: `${demo.urls.api}/calendar`,
      prompt: "consent",
      code_challenge_method: "S256",
      state: expect.stringMatching(/.{20,}/),
      nonce: expect.stringMatching(/.{20,}/),
    });
  });

  it("shows name, address and the week once connected, and escapes what it was told", async () => {
    expect(target(await connect())).toBe("/");
    const page = await (await visit("/")).text();
    expect(page).toContain("Hello, Ada &lt;Lovelace&gt;");
    expect(page).toContain("ada@lovelace.example");
    expect(page.match(/class="event"/g)?.length).toBeGreaterThan(4);
    expect(page).not.toMatch(/ptc_/);
  });

  it("calls the calendar by tokens that work with its own key only", async () => {
    await connect();
    const [stolen = ""] = portico.liveTokens("access", `${demo.urls.api}/calendar`);
    const call = (scheme: string) =>
      fetch(`${demo.urls.api}/calendar/events`, { headers: { authorization: `${scheme} ${stolen}` } });
    for (const scheme of ["Bearer", "DPoP"]) expect((await call(scheme)).status).toBe(401);
    expect(target(await press("/refresh"))).toBe("/");
  });

  it("may add events only when that was allowed", async () => {
    await connect();
    expect(await (await visit("/")).text()).not.toContain('action="/events"');
    await connect({ write: "1" });
    expect(await (await visit("/")).text()).toContain('action="/events"');
    expect(target(await press("/events", { title: "Board game night" }))).toBe("/");
  });

  it("gets a new token when the API refuses the one it has", async () => {
    await connect();
    const before = portico.seen.refreshes;
    portico.expireAccessTokens();
    expect(target(await press("/refresh"))).toBe("/");
    expect(portico.seen.refreshes).toBe(before + 1);
  });

  it("refreshes once when two tabs ask at the same time: refresh tokens rotate", async () => {
    await connect();
    const before = portico.seen.refreshes;
    portico.expireAccessTokens();
    const answers = await Promise.all([press("/refresh"), press("/refresh")]);
    expect(answers.map(target)).toEqual(["/", "/"]);
    expect(portico.seen.refreshes).toBe(before + 1);
  });

  it("says so when Portico took the access back, and forgets the person", async () => {
    await connect();
    portico.removeAccess();
    const answer = await press("/refresh");
    expect(target(answer)).toBe("/removed");
    const page = await (await visit("/removed")).text();
    expect(page).toContain("Portico no longer lets Calendar Buddy see your calendar");
    expect(page).toContain("Connect again");
    expect(await (await visit("/")).text()).toContain("Connect with Portico");
  });

  it("says that nothing was shared after Cancel", async () => {
    const away = target(await press("/connect")) ?? "";
    expect(target(await visit(portico.deny(away)))).toBe("/cancelled");
    expect(await (await visit("/cancelled")).text()).toContain("You pressed Cancel, nothing was shared");
  });

  it("keeps what it has while Portico is away, and works again afterwards", async () => {
    await connect();
    portico.expireAccessTokens();
    portico.answers.isDown = true;
    expect(target(await press("/refresh"))).toBe("/unreachable");
    expect((await visit("/unreachable")).status).toBe(503);
    expect(await (await visit("/")).text()).toContain("Hello, Ada");
    portico.answers.isDown = false;
    expect(target(await press("/refresh"))).toBe("/");
  });

  it("may start before Portico: discovery is tried again", async () => {
    portico.answers.isDown = true;
    expect(target(await press("/connect"))).toBe("/unreachable");
    portico.answers.isDown = false;
    expect(target(await connect())).toBe("/");
  });

  it("gives its refresh token back when the person disconnects", async () => {
    await connect();
    expect(target(await press("/disconnect"))).toBe("/disconnected");
    expect(portico.seen.revoked).toEqual([expect.stringMatching(/^ptc_refresh_/)]);
    expect(await (await visit("/")).text()).toContain("Connect with Portico");
  });

  it("shows logo, terms and privacy, and lets no script run", async () => {
    expect((await visit("/logo.svg")).headers.get("content-type")).toBe("image/svg+xml");
    expect(await (await visit("/terms")).text()).toContain("<h1>Terms</h1>");
    const privacy = await visit("/privacy");
    expect(privacy.headers.get("content-security-policy")).toContain("default-src 'none'");
  });
});

describe("Calendar Buddy refuses", () => {
  it("a way back that it did not start, that is used again, or that came to another browser", async () => {
    const away = target(await press("/connect")) ?? "";
    const back = portico.allow(away);
    const mine = cookie;
    cookie = "";
    expect(target(await visit(back))).toBe("/expired");
    cookie = mine;
    expect(target(await visit(`${back}x`.replace("state=", "state=other")))).toBe("/expired");
    expect(target(await visit(back))).toBe("/");
    expect(target(await visit(back))).toBe("/expired");
    expect((await visit("/expired")).status).toBe(400);
  });

  it.each([
    ["without iss though it is promised", (back: URL) => back.searchParams.delete("iss")],
    ["with the iss of somebody else", (back: URL) => back.searchParams.set("iss", "https://issuer.attacker.example")],
    ["with a made-up code", (back: URL) => back.searchParams.set("code", "made-up")],
  ])("an answer %s", async (_title, spoil) => {
    const back = new URL(portico.allow(target(await press("/connect")) ?? ""));
    spoil(back);
    expect(target(await visit(back.href))).toBe("/refused");
  });

  it("a button pressed by another site, a neighbour on localhost included", async () => {
    await connect();
    for (const site of ["cross-site", "same-site"]) {
      const response = await visit("/disconnect", { method: "POST", headers: { "sec-fetch-site": site } });
      expect(target(response)).toBe("/refused");
    }
    expect(await (await visit("/")).text()).toContain("Hello, Ada");
  });

  it("a session id from before the way back", async () => {
    const away = target(await press("/connect")) ?? "";
    const before = cookie;
    await visit(portico.allow(away));
    expect(cookie).not.toBe(before);
    cookie = before;
    expect(await (await visit("/")).text()).toContain("Connect with Portico");
  });

  it("addresses that it does not have", async () => {
    expect((await visit("/nothing")).status).toBe(404);
    expect((await press("/nothing")).status).toBe(404);
    expect((await visit("/constructor")).status).toBe(404);
  });
});
