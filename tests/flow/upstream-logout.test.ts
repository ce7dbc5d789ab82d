import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { LogoutTamper } from "#demo/providers/provider-controls.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("a provider's back-channel logout", (open) => {
  let harness: SignInHarness;
  let receiver: Server;
  let to: string;
  let lastToken = "";

  beforeAll(async () => {
    harness = await startSignInHarness(await open());
    receiver = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      lastToken = new URLSearchParams(body).get("logout_token") ?? "";
      try {
        const ended = await harness.signIn.acceptLogoutToken(lastToken);
        response.writeHead(200).end(String(ended));
      } catch (error) {
        response
          .writeHead(error instanceof AppError && error.code === "request_invalid" ? 400 : 500)
          .end(String(error));
      }
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    to = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/bff/backchannel`;
  });
  afterEach(() => harness.controls.reset());
  afterAll(async () => {
    await new Promise((resolve) => receiver.close(resolve));
    await harness.close();
  });

  it("ends all sessions of the person there, and nobody else's", async () => {
    const ada = await harness.signedIn("ada");
    const alsoAda = await harness.signedIn("ada");
    const grace = await harness.signedIn("grace");
    const adaElsewhere = await harness.signedIn("ada", "github");
    const answer = await harness.controls.sendLogoutToken("google", { to, person: "ada" });
    expect(answer.status).toBe(200);
    expect(Number(answer.body)).toBeGreaterThanOrEqual(2);
    for (const { session } of [ada, alsoAda]) expect(await harness.vault.isLive(session.id)).toBe(false);
    for (const { session } of [grace, adaElsewhere]) expect(await harness.vault.isLive(session.id)).toBe(true);
    expect(await harness.vault.authenticate(ada.browser.cookieHeader("/"))).toBeNull();
  });

  it("ends the one session that its sid names", async () => {
    const ada = await harness.signedIn("ada");
    const alsoAda = await harness.signedIn("ada");
    const row = await harness.database.prisma.session.findUnique({ where: { id: ada.session.id } });
    const order = { to, person: "ada", sid: row?.upstreamSid ?? "" } as const;
    expect(await harness.controls.sendLogoutToken("google", order)).toEqual({ status: 200, body: "1" });
    expect(await harness.vault.isLive(ada.session.id)).toBe(false);
    expect(await harness.vault.isLive(alsoAda.session.id)).toBe(true);
  });

  it("ends Entra's session by sid, since its sub is another app's business", async () => {
    const ada = await harness.signedIn("ada", "microsoft-entra-id");
    const row = await harness.database.prisma.session.findUnique({ where: { id: ada.session.id } });
    const order = { to, person: "ada", sid: row?.upstreamSid ?? "" } as const;
    expect(await harness.controls.sendLogoutToken("microsoft", order)).toEqual({ status: 200, body: "1" });
  });

  it("accepts a token once, in whichever process it comes back", async () => {
    const { session } = await harness.signedIn("grace");
    await harness.controls.sendLogoutToken("google", { to, person: "grace" });
    expect(await harness.vault.isLive(session.id)).toBe(false);
    const other = await harness.anotherProcess();
    try {
      await expect(other.acceptLogoutToken(lastToken)).rejects.toMatchObject({ code: "request_invalid" });
    } finally {
      await other.close();
    }
  });

  describe("that doesn't hold (Back-Channel Logout 1.0 §2.6)", () => {
    const tampers: LogoutTamper[] = [
      "wrong-iss",
      "wrong-aud",
      "missing-iat",
      "missing-event",
      "missing-jti",
      "with-nonce",
      "bad-signature",
      "unknown-key",
      "alg-none",
      "hs256-with-public-key",
    ];
    it.each(tampers)("%s: 400, and the session lives", async (tamper) => {
      const { session } = await harness.signedIn("ada");
      const answer = await harness.controls.sendLogoutToken("google", { to, person: "ada", tamper });
      expect(answer.status).toBe(400);
      expect(await harness.vault.isLive(session.id)).toBe(true);
    });

    it.each(["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])("%j is refused", async (token) => {
      await expect(harness.signIn.acceptLogoutToken(token)).rejects.toMatchObject({ code: "request_invalid" });
    });

    it("is refused when it is an ID token of the same person", async () => {
      const { session } = await harness.signedIn("ada");
      const row = await harness.database.prisma.upstreamToken.findFirst({ where: { sessionId: session.id } });
      expect(row?.idToken).toMatch(/^ey/);
      // Stored encrypted: even a leaked row is no logout token.
      await expect(harness.signIn.acceptLogoutToken(row?.idToken ?? "")).rejects.toMatchObject({
        code: "request_invalid",
      });
    });
  });
});
