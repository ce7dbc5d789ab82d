import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { accountClaims } from "#server/accounts/account-claims.ts";
import { userClaims } from "#server/bff/endpoints/user-claims.ts";
import { identityJson, setIdentityHeaders } from "#server/forward-auth/identity.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { claimsOfScope } from "./told-claims.ts";

const known = {
  displayName: "Ada Lovelace",
  username: "countess",
  email: "ada@example.com",
  emailVerified: true,
  pictureUrl: "https://pictures.example/ada.svg",
  locale: "en-GB",
};
const unknown = {
  username: undefined,
  email: undefined,
  emailVerified: false,
  pictureUrl: undefined,
  locale: undefined,
};

type Facts = { [Name in keyof typeof known]: (typeof known)[Name] | undefined };

/** What each reader gets of a person, as text: names, order and spelling count. */
function told(facts: Facts, groups: readonly string[] = []) {
  const session = {
    id: "session-1",
    userId: "person-1",
    providerId: "acme",
    ...facts,
    groups,
    acr: undefined,
    amr: [],
    authTimeSeconds: 1,
    expiresAtSeconds: 100,
    idleExpiresAtSeconds: 50,
  } as unknown as LiveSession;
  const row = {
    ...facts,
    id: "person-1",
    displayName: String(facts.displayName),
    emailVerified: facts.emailVerified === true,
    username: facts.username ?? null,
    email: facts.email ?? null,
    pictureUrl: facts.pictureUrl ?? null,
    locale: facts.locale ?? null,
    disabledAt: null,
  };
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  setIdentityHeaders(response, session, () => {});
  return {
    app: JSON.stringify(accountClaims(row)),
    frontend: JSON.stringify(userClaims(session, 0).filter(({ type }) => !type.startsWith("bff:"))),
    headers: JSON.stringify(response.getHeaders()),
    json: JSON.stringify(identityJson(session, [], () => undefined)),
  };
}

describe("what is told of a person", () => {
  it("is all of a person that is known", () => {
    expect(told(known, ["staff", "admins"])).toEqual({
      app: '{"sub":"person-1","name":"Ada Lovelace","preferred_username":"countess","email":"ada@example.com","email_verified":true,"picture":"https://pictures.example/ada.svg","locale":"en-GB"}',
      frontend:
        '[{"type":"sub","value":"person-1"},{"type":"sid","value":"session-1"},{"type":"name","value":"Ada Lovelace"},{"type":"preferred_username","value":"countess"},{"type":"email","value":"ada@example.com"},{"type":"email_verified","value":true},{"type":"picture","value":"https://pictures.example/ada.svg"},{"type":"locale","value":"en-GB"},{"type":"idp","value":"acme"},{"type":"auth_time","value":1}]',
      headers:
        '{"x-auth-request-user":"person-1","x-auth-request-email":"ada@example.com","x-auth-request-preferred-username":"countess","x-auth-request-groups":"staff,admins"}',
      json: '{"user":"person-1","email":"ada@example.com","groups":["staff","admins"],"preferredUsername":"countess"}',
    });
  });

  it("leaves out what is not known, but for headers, which are empty", () => {
    expect(told({ ...known, ...unknown })).toEqual({
      app: '{"sub":"person-1","name":"Ada Lovelace"}',
      frontend:
        '[{"type":"sub","value":"person-1"},{"type":"sid","value":"session-1"},{"type":"name","value":"Ada Lovelace"},{"type":"idp","value":"acme"},{"type":"auth_time","value":1}]',
      headers:
        '{"x-auth-request-user":"person-1","x-auth-request-email":"","x-auth-request-preferred-username":"","x-auth-request-groups":""}',
      json: '{"user":"person-1","groups":[]}',
    });
  });

  it("marks an unverified address for apps and frontends, and keeps it from proxies", () => {
    const { app, frontend, headers, json } = told({ ...known, emailVerified: false });
    expect(app).toContain('"email":"ada@example.com","email_verified":false');
    expect(frontend).toContain('{"type":"email","value":"ada@example.com"},{"type":"email_verified","value":false}');
    expect(headers).toContain('"x-auth-request-email":""');
    expect(json).toBe('{"user":"person-1","groups":[],"preferredUsername":"countess"}');
  });

  it("is nothing of a person whose account is disabled", () => {
    const row = { ...known, id: "person-1", disabledAt: new Date() };
    expect(accountClaims(row)).toBeUndefined();
    expect(accountClaims(null)).toBeUndefined();
  });
});

it("releases each claim to apps by one scope", () => {
  expect(JSON.stringify(claimsOfScope)).toBe(
    '{"openid":["sub"],"profile":["name","preferred_username","picture","locale"],"email":["email","email_verified"]}',
  );
});

it("has the operator's claims for frontends and forward auth, and says which are left out because they are too long", () => {
  const place = { in: ["bff_user", "forward_auth"], scope: "hr" } as const;
  const rules = [
    { ...place, claim: "department", from: "department" },
    { ...place, claim: "biography", from: "biography" },
  ];
  const attributes = { department: "Engines", biography: "x".repeat(9_000) };
  const session = { ...known, userId: "person-1", amr: [], groups: [], attributes } as unknown as LiveSession;
  const cut: unknown[] = [];
  const onCut = (claims: readonly string[], { place: where, user }: { place: string; user: string }) =>
    void cut.push([claims, where, user]);
  expect(userClaims(session, 0, rules, onCut)).toContainEqual({ type: "department", value: "Engines" });
  expect(identityJson(session, rules, onCut)).toMatchObject({ user: "person-1", department: "Engines" });
  expect(cut).toEqual([
    [["biography"], "bff_user", "person-1"],
    [["biography"], "forward_auth", "person-1"],
  ]);
});
