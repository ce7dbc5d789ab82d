import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { keepOwnCookies, ownCookiesMax } from "./keep-own-cookies.ts";

function kept(cookie: string | undefined): string | undefined {
  const request = { headers: { cookie } } as IncomingMessage;
  keepOwnCookies(request);
  return request.headers.cookie;
}

describe("keepOwnCookies", () => {
  it.each([
    ["__Host-portico=a; __Secure-portico-interaction=b; other=c", "__Host-portico=a; __Secure-portico-interaction=b"],
    ["a=1;portico-3000=s;  portico-theme=dark ;b=2", "portico-3000=s; portico-theme=dark"],
    ["portico-3000=a; portico-3000=b", "portico-3000=a; portico-3000=b"],
    ["__next_hmr_refresh_hash__=1; next=2", "__next_hmr_refresh_hash__=1"],
    ["xportico=1; x__Host-portico=2; =portico-3000; Portico-3000=3", undefined],
    ["", undefined],
    [undefined, undefined],
  ])("of %j keeps %j", (cookie, expected) => {
    expect(kept(cookie)).toBe(expected);
  });

  it("takes thousands of others out", () => {
    const others = Array.from({ length: 3_000 }, (_, index) => `${index}=`).join(";");
    expect(kept(`${others};portico-3000=s;${others}`)).toBe("portico-3000=s");
  });

  it("refuses more of the portal's own than a browser has", () => {
    const own = (count: number) =>
      Array.from({ length: count }, (_, index) => `portico-80-sign-in-${index}=`).join("; ");
    expect(kept(own(ownCookiesMax))).toBe(own(ownCookiesMax));
    expect(() => kept(own(ownCookiesMax + 1))).toThrow("too_many_parameters");
  });
});
