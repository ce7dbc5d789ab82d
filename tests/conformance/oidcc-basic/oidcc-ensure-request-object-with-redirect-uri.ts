// The redirect_uri of a request object comes before that of the query, where request objects are supported.
import { UnsecuredJWT } from "jose";
import { expect } from "vitest";
import { skipModule } from "#tests/conformance/support/define-module.ts";

export const oidccEnsureRequestObjectWithRedirectUri = skipModule(
  "oidcc-ensure-request-object-with-redirect-uri",
  "Request objects are not supported; the wrong redirect_uri of the query gets the error page.",
  async (suite) => {
    // Left out means false (OpenID Connect Discovery §3).
    expect(suite.metadata["request_parameter_supported"] ?? false).toBe(false);
    const request = suite.authorizationRequest();
    request.set("request", new UnsecuredJWT(Object.fromEntries(request)).encode());
    request.set("redirect_uri", "https://suite.example/invalid");
    const answer = await suite.authorize(suite.newPerson(), request);
    expect(answer.delivered).toBe("error_page");
  },
);
