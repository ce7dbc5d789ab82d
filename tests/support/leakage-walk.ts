import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { vi } from "vitest";
import { PorticoClient } from "#demo/calendar-buddy/portico-client.ts";
import { listenLocally } from "#demo/http/local-server.ts";
import { sendJson } from "#demo/http/reply.ts";
import { AuthorizationCodes } from "#demo/providers/authorization-codes.ts";
import { IssuedTokens } from "#demo/providers/issued-tokens.ts";
import { CookieSeal } from "#server/crypto/cookie-seal.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { findForm } from "./page-form.ts";
import { chooseAtProvider, createPortalWorld, ownForm, type PortalProcess } from "./portal-world.ts";
import { RecordingBrowser, type SeenAnswer } from "./recording-browser.ts";
import { Sentinels } from "./sentinels.ts";

export type LeakageWalk = Awaited<ReturnType<typeof startLeakageWalk>>;

/**
 * A portal whose every secret the test knows: what the demo providers and Calendar Buddy issue, redeem and get is taken down
 * where it happens, and an API of the test's own sees what the BFF attaches.
 */
export async function startLeakageWalk(dataDirectory: string) {
  const sentinels = new Sentinels();
  const seen: SeenAnswer[] = [];
  const demoLog: string[] = [];
  const spies = {
    issued: vi.spyOn(IssuedTokens.prototype, "issue"),
    codes: vi.spyOn(AuthorizationCodes.prototype, "issue"),
    redeemed: vi.spyOn(AuthorizationCodes.prototype, "redeem"),
    trips: vi.spyOn(PorticoClient.prototype, "startTrip"),
    connected: vi.spyOn(PorticoClient.prototype, "finishTrip"),
    refreshed: vi.spyOn(PorticoClient.prototype, "fetchApiToken"),
  };

  const tap = await listenLocally(0, () => {});
  tap.handle((request: IncomingMessage, response) => {
    sentinels.add("token attached by the BFF", request.headers.authorization?.replace(/^Bearer /, ""));
    sendJson(response, request.url?.includes("refuse") ? 401 : 200, { path: request.url });
  });
  const target = `http://localhost:${tap.port}`;
  const operations = { clientSecret: randomBytes(24).toString("base64url") };
  const initialAccessToken = randomBytes(24).toString("base64url");
  const world = await createPortalWorld({
    scheme: "http",
    demoLog: (line) => demoLog.push(line),
    config: (demo, publicUrl) => ({
      ...demo,
      admins: ["ada@lovelace.example"],
      clients: [
        ...(demo.clients ?? []),
        {
          clientId: "operations",
          clientSecret: operations.clientSecret,
          name: "Operations",
          grantTypes: ["client_credentials"],
          resources: [`${publicUrl}/admin/api/v1`],
          scopes: ["portico.admin"],
        },
      ],
      dynamicRegistration: { initialAccessTokens: [initialAccessToken] },
      apis: {
        ...demo.apis,
        tap: { target },
        robots: { target, token: "client" },
        mirror: { target, token: "provider:google" },
      },
    }),
  });
  for (const [id, { clientSecret }] of Object.entries(world.credentials))
    sentinels.add(`client secret of ${id}`, clientSecret);
  sentinels.add("PORTICO_SECRETS", world.secret);
  const portal: PortalProcess = await world.start({
    dataDirectory,
    keepDataDirectory: true,
    env: { PORTICO_LOG_LEVEL: "debug" },
  });
  const seal = new CookieSeal(new KeyRing([new Secret(world.secret)]), "session-cookie");

  const newBrowser = () => new RecordingBrowser(portal.url, seen);

  /** Begins at the portal's own page and ends where the callback leads; answers that place and the callback. */
  async function signIn(browser: RecordingBrowser, providerId: string, fields: Record<string, string>) {
    const begun = await browser.fetch(`/api/auth/signin/${providerId}`, ownForm(portal.url));
    const callback = await chooseAtProvider(begun.headers.get("location") ?? "", fields);
    const landed = await browser.fetch(callback);
    await keepSessionId(browser);
    return { callback, location: landed.headers.get("location") ?? "" };
  }

  async function keepSessionId(browser: RecordingBrowser): Promise<void> {
    const pair = browser
      .cookieHeader("/")
      ?.split("; ")
      .find((one) => one.startsWith(`portico-${portal.port}=`));
    const sealed = pair?.slice(pair.indexOf("=") + 1);
    if (!sealed) return;
    const opened = await seal.unseal<{ id: string }>(sealed);
    if (!opened.ok) throw new Error("the session cookie can't be opened with the portal's secret");
    sentinels.add("session id", opened.value.id);
    sentinels.add("sealed session cookie", sealed);
  }

  return {
    world,
    portal,
    initialAccessToken,
    operations,
    sentinels,
    seen,
    demoLog,
    newBrowser,
    signIn,
    newBuddyBrowser: () => new RecordingBrowser(world.demo.urls.calendarBuddy, seen),
    /** From "Connect with Portico" to Calendar Buddy's page. */
    async connectBuddy(
      browser: RecordingBrowser,
      buddy: RecordingBrowser,
      decision: "allow" | "deny",
    ): Promise<string> {
      const connect = await buddy.fetch("/connect", ownForm(world.demo.urls.calendarBuddy));
      const asked = await browser.fetch(connect.headers.get("location") ?? "");
      const page = await browser.fetch(asked.headers.get("location") ?? "");
      const form = findForm(await page.text(), "/decision");
      const decided = await browser.fetch(form.action, ownForm(portal.url, [...form.fields, ["decision", decision]]));
      const resumed = await browser.fetch(decided.headers.get("location") ?? "");
      const callback = resumed.headers.get("location") ?? "";
      sentinels.add("code for Calendar Buddy", URL.parse(callback)?.searchParams.get("code"));
      return (await buddy.fetch(callback)).headers.get("location") ?? "";
    },
    /** Everything that was issued so far becomes something to look for. */
    async collect(): Promise<void> {
      const results = async <T>(spy: { mock: { settledResults: { type: string; value: T }[] } }) =>
        spy.mock.settledResults.filter(({ type }) => type === "fulfilled").map(({ value }) => value);
      const returned = (spy: typeof spies.issued | typeof spies.codes) =>
        spy.mock.results.map(({ value }) => value as string);
      sentinels.addAll("token of a provider", returned(spies.issued));
      sentinels.addAll("code of a provider", returned(spies.codes));
      sentinels.addAll(
        "verifier at a provider",
        spies.redeemed.mock.calls.map(([, { codeVerifier }]) => codeVerifier),
      );
      sentinels.addAll(
        "verifier of Calendar Buddy",
        (await results(spies.trips)).map(({ trip }) => trip.codeVerifier),
      );
      sentinels.addAll(
        "refresh token of Calendar Buddy",
        (await results(spies.connected)).map((one) => one.refreshToken),
      );
      for (const { value, nextRefreshToken } of await results(spies.refreshed)) {
        sentinels.add("access token of Calendar Buddy", value);
        sentinels.add("refresh token of Calendar Buddy", nextRefreshToken);
      }
    },
    async close(): Promise<void> {
      await world.close();
      await tap.close();
      vi.restoreAllMocks();
    },
  };
}
