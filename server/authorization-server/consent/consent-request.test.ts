import { describe, expect, it } from "vitest";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import { consentChange, type Interaction, questionOf, requestedBy } from "./consent-request.ts";

const resources = {
  scopesFor: (_client: string, identifier: string) => (identifier === "https://api" ? ["read", "write"] : []),
} as unknown as ResourcePolicy;
const params = { client_id: "buddy", scope: "openid email read unknown", resource: "https://api" };

describe("requestedBy", () => {
  it("splits scopes into those about the person and those of each API, and drops unknown ones", () => {
    expect(requestedBy(params, resources, [])).toEqual({
      clientId: "buddy",
      openidScopes: ["openid", "email"],
      resourceScopes: { "https://api": ["read"] },
      claims: [],
    });
  });

  it("reads single claims, known ones only", () => {
    const claims = JSON.stringify({
      userinfo: { name: null, shoe_size: null },
      id_token: { email: { essential: true }, sub: null },
    });
    expect(requestedBy({ ...params, claims }, resources, []).claims).toEqual(["name", "email"]);
  });
});

describe("questionOf", () => {
  const requested = requestedBy(params, resources, []);
  const interaction = (reasons: string[], details: object = {}) =>
    ({ prompt: { name: "consent", reasons, details } }) as unknown as Interaction;

  it("asks for everything when the app insists or any program could pose as it", () => {
    for (const reason of ["consent_prompt", "native_client_prompt"])
      expect(questionOf(interaction([reason]), requested)).toBe(requested);
  });

  it("asks only for what is missing otherwise", () => {
    const details = { missingOIDCScope: ["email"], missingResourceScopes: { "https://api": ["read"] } };
    expect(questionOf(interaction(["op_scopes_missing", "rs_scopes_missing"], details), requested)).toEqual({
      clientId: "buddy",
      openidScopes: ["email"],
      resourceScopes: { "https://api": ["read"] },
      claims: [],
    });
  });
});

describe("consentChange", () => {
  const question = {
    clientId: "buddy",
    openidScopes: ["openid", "email"],
    resourceScopes: { api: ["read", "write"] },
    claims: ["email", "name"],
  };

  it("gives required scopes with the answer and optional ones with their tick", () => {
    const change = consentChange(question, ["email", "write"], ["write"]);
    expect(change).toMatchObject({ openidScopes: ["openid"], resourceScopes: { api: ["read", "write"] } });
    expect(change.rejected.openidScopes).toEqual(["email"]);
  });

  it("refuses single claims along with the scope that describes them", () => {
    const change = consentChange(question, ["email"], []);
    expect(change.claims).toEqual(["name"]);
    expect(change.rejected.claims).toEqual(["email"]);
  });

  it("can't be talked into scopes that weren't asked for", () => {
    const change = consentChange(question, [], ["admin", "openid"]);
    expect(JSON.stringify(change)).not.toContain("admin");
  });
});
