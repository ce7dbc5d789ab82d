import { describe, expect, it } from "vitest";
import type { RecordingApi } from "#tests/support/bff-harness.ts";
import { problemOf, startBffWorld, startTestApi } from "#tests/support/bff-world.ts";

/** Makes it an authorization server that gives this token. Returns the forms by which it is asked, as they come. */
function giveToken(issuer: RecordingApi, token: Record<string, unknown>): string[] {
  const forms: string[] = [];
  issuer.answer = async (request, response) => {
    const form = Buffer.concat(await request.toArray()).toString();
    if (request.url === "/token") forms.push(form);
    const discovery = { issuer: issuer.url, token_endpoint: `${issuer.url}/token` };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(request.url === "/token" ? { token_type: "Bearer", ...token } : discovery));
  };
  return forms;
}

const clientAt = (issuer: RecordingApi) => ({ issuer: issuer.url, clientId: "us", clientSecret: "secret" });

describe("token kinds", () => {
  it("gets client tokens of an external issuer with the client credentials grant", async () => {
    const issuer = await startTestApi();
    giveToken(issuer, { access_token: "external", expires_in: 600 });
    const { portal } = await startBffWorld({ token: "client", clientCredentials: clientAt(issuer) });
    const response = await portal.fetch("/bff/api/demo/");
    expect(await response.json()).toMatchObject({ authorization: "Bearer external" });
  });

  it("asks for the API's audience and scopes, of Portico as of an external issuer", async () => {
    const wanted = { audience: "https://notes.example", scopes: ["read", "write"] };
    const { portal, session } = await startBffWorld({ ...wanted, token: "user_or_client" });
    await portal.fetch("/bff/api/demo/", { session });
    await portal.fetch("/bff/api/demo/");
    expect(portal.tokens.ownRequests).toEqual([wanted, wanted]);
    const issuer = await startTestApi();
    const forms = giveToken(issuer, { access_token: "external" });
    const clientCredentials = clientAt(issuer);
    const { portal: other } = await startBffWorld({ ...wanted, token: "client", clientCredentials });
    expect((await other.fetch("/bff/api/demo/")).status).toBe(200);
    expect(forms.map((form) => Object.fromEntries(new URLSearchParams(form)))).toEqual([
      { grant_type: "client_credentials", resource: wanted.audience, scope: "read write" },
    ]);
  });

  it.each([[0], [undefined], [-1], ["600"], ["soon"], [1e300]])(
    "asks an external issuer once for many calls when it says expires_in %s",
    async (expiresIn) => {
      const issuer = await startTestApi();
      giveToken(issuer, { access_token: "external", expires_in: expiresIn });
      const { portal } = await startBffWorld({ token: "client", clientCredentials: clientAt(issuer) });
      for (let call = 0; call < 3; call++) {
        const answer = await portal.fetch("/bff/api/demo/");
        expect(await answer.json()).toMatchObject({ authorization: "Bearer external" });
      }
      expect(issuer.seen.filter(({ url }) => url === "/token")).toHaveLength(1);
    },
  );

  it("answers 503 with Retry-After when the external issuer is down, and recovers", async () => {
    const issuer = await startTestApi();
    const { portal } = await startBffWorld({ token: "client", clientCredentials: clientAt(issuer) });
    issuer.answer = ({ socket }) => void socket.destroy();
    const response = await portal.fetch("/bff/api/demo/");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await problemOf(response)).toMatchObject({ code: "token_unavailable" });
    giveToken(issuer, { access_token: "external" });
    expect((await portal.fetch("/bff/api/demo/")).status).toBe(200);
  });
});
