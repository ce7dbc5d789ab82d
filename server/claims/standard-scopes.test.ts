import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  asksForOfflineAccess,
  isAboutPerson,
  isRefusable,
  isStandardScope,
  usualScopeNames,
} from "./standard-scopes.ts";

it.each([
  ["openid", { standard: true, aboutPerson: true, refusable: false }],
  ["profile", { standard: true, aboutPerson: true, refusable: true }],
  ["email", { standard: true, aboutPerson: true, refusable: true }],
  ["offline_access", { standard: true, aboutPerson: false, refusable: true }],
  ["calendar:read", { standard: false, aboutPerson: false, refusable: true }],
  ["constructor", { standard: false, aboutPerson: false, refusable: true }],
])("knows the scope %s as %j", (name, expected) => {
  expect({ standard: isStandardScope(name), aboutPerson: isAboutPerson(name), refusable: isRefusable(name) }).toEqual(
    expected,
  );
});

it("finds access while the person is away among other scopes", () => {
  expect(asksForOfflineAccess(["openid", "offline_access"])).toBe(true);
  expect(asksForOfflineAccess(["openid"])).toBe(false);
});

/** Files in which such a word is no scope of this portal, or is written by hand, each with its reason. */
const allowed: Readonly<Record<string, string>> = {
  "server/claims/": "the tables",
  "server/config/demo-settings.ts": "what an operator writes",
  "server/authorization-server/grants/grant-payload.ts": "openid is a member of the library's grants",
  "server/authorization-server/create-provider.ts": "profile says what a grant was used for",
  "server/sign-in/": "scopes and claims of providers",
  "server/forward-auth/access/access-policy.ts": "email is a member of a session",
  "app/account/page.tsx": "profile is a tab",
  "components/account/": "profile is a tab",
  "components/admin/": "email is a member of an identity",
  "components/invitation/": "email is a member of an invitation",
  "app/admin/invitations/": "email is a member of an invitation",
  "server/access/invitations/": "email is a member of an invitation",
  "server/admin/api/openapi/": "email is a format of JSON Schema",
  "components/messages/": "words for people",
};

it("is written as a literal nowhere else in the sources", () => {
  // Groups and roles are words of other things too.
  const literal = new RegExp(`["'\`](?:[a-z_: ]* )?(?:${usualScopeNames.join("|")})(?: [a-z_: ]*)?["'\`]`);
  const sources = globSync("{server,app,components}/**/*.{ts,tsx}", {
    exclude: (path) => /\.test\.tsx?$|(^|\/)generated(\/|$)/.test(path),
  });
  const places = Object.keys(allowed);
  const found = sources.filter((path) => {
    const code = readFileSync(path, "utf8").replaceAll(/^\s*(\/\*)?\*.*$|^\s*\/\/.*$/gm, "");
    return literal.test(code);
  });
  expect(sources.length).toBeGreaterThan(400);
  expect(found.filter((path) => !places.some((place) => path.startsWith(place)))).toEqual([]);
  expect(places.filter((place) => !found.some((path) => path.startsWith(place)))).toEqual([]);
});
