import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { canonicalizeRequest } from "./canonical-request.ts";

const request = (url: string, headers: Record<string, string> = {}) =>
  ({ url, headers, socket: { remoteAddress: "192.0.2.1" } }) as unknown as IncomingMessage;
const publicUrl = new URL("https://sso.example:8443");

it("puts the public URL in the place of whatever the request claims", () => {
  const forged = request("/oauth2/token", {
    host: "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    forwarded: "host=evil.example",
  });
  expect(canonicalizeRequest(forged, publicUrl)).toBe(true);
  expect(forged.headers).toEqual({
    host: "sso.example:8443",
    "x-forwarded-proto": "https",
    "x-forwarded-for": "192.0.2.1",
  });
});

for (const target of ["http://evil.example/oauth2/token", "//evil.example/oauth2/token", "*", ""]) {
  it(`refuses the request target “${target}”`, () => {
    expect(canonicalizeRequest(request(target), publicUrl)).toBe(false);
  });
}
