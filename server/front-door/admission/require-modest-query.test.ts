import { describe, expect, it } from "vitest";
import { apiParametersMax, parametersMax, requireModestQuery } from "./require-modest-query.ts";

const query = (count: number) => Array.from({ length: count }, (_, index) => `p${index}=1`).join("&");

describe("requireModestQuery", () => {
  it.each(["/sign-in", "/oauth2/authorize", "/bff/login", "/bff/apix", "/bff/api"])(
    "takes 100 at %s, no more",
    (path) => {
      expect(() => requireModestQuery(`${path}?${query(parametersMax)}`)).not.toThrow();
      expect(() => requireModestQuery(`${path}?${query(parametersMax + 1)}`)).toThrow("too_many_parameters");
    },
  );

  it.each(["/bff/api/x", "/oauth2/auth/wiki"])("takes 1,000 of an API call and of an app: %s, no more", (path) => {
    expect(() => requireModestQuery(`${path}?${query(apiParametersMax)}`)).not.toThrow();
    expect(() => requireModestQuery(`${path}?${query(apiParametersMax + 1)}`)).toThrow("too_many_parameters");
  });

  it.each([
    ["equal names", "a&".repeat(150)],
    ["nothing between", "&".repeat(150)],
    ["a second question mark", `a?${"b&".repeat(150)}`],
    ["the target of a proxy", "a=b&".repeat(150)],
  ])("counts %s", (_case, text) => {
    expect(() => requireModestQuery(`/x?${text}`)).toThrow("too_many_parameters");
    expect(() => requireModestQuery(`http://other.example/bff/api/x?${text}`)).toThrow("too_many_parameters");
  });

  it("leaves paths, semicolons and encoded ampersands alone", () => {
    for (const target of ["/x", `/x${"&".repeat(500)}`, `/x?${";".repeat(500)}`, `/x?a=${"%26".repeat(500)}`]) {
      expect(() => requireModestQuery(target)).not.toThrow();
    }
  });
});
