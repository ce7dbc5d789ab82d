import { describe, expect, it } from "vitest";
import { codeIsSpent, personCancelled, providerWords, quoteProvider } from "./provider-words.ts";

const words = (said: Record<string, unknown>) => {
  const read = providerWords((name) => said[name]);
  if (!read) throw new Error("no error in it");
  return read;
};
const denied = (error_description?: string, more: object = {}) =>
  words({ error: "access_denied", error_description, ...more });

const google = { kind: "google" } as const;
const github = { kind: "github" } as const;
const entra = { kind: "microsoft-entra-id" } as const;
const corp = { kind: "oidc" } as const;
const facebook = { kind: "facebook" } as const;

describe("that the person cancelled", () => {
  it.each([
    ["Google's access_denied alone", denied(), google],
    ["GitHub's sentence", denied("The user has denied your application access."), github],
    ["Entra's declined consent", denied("AADSTS65004: User declined to consent to access the app."), entra],
    [
      "a personal Microsoft account's subcode",
      denied("The user has denied access.", { error_subcode: "cancel" }),
      entra,
    ],
    ["Azure AD B2C's", denied("AADB2C90091: The user has cancelled entering information."), entra],
    ["Facebook's reason", denied("Permissions error", { error_reason: "user_denied" }), facebook],
    ["LinkedIn's code", words({ error: "user_cancelled_authorize" }), corp],
  ])("is known by %s", (_name, said, provider) => {
    expect(personCancelled(said, provider)).toBe(true);
  });

  it.each([
    ["access_denied alone, at a provider of no known dialect", denied(), corp],
    ["Okta's refusal", denied("User is not assigned to the client application."), corp],
    ["a description like GitHub's, at another provider", denied("The user has denied your application access."), corp],
    ["Entra's unassigned person", denied("AADSTS50105: The signed in user is not assigned to a role."), entra],
    ["Entra's access policy", denied("AADSTS53003: Access has been blocked by Conditional Access policies."), entra],
    ["a number that only begins alike", denied("AADSTS650041: something else"), entra],
    ["the number further on", denied("Not AADSTS65004"), entra],
    ["Google with a description", denied("admin_policy_enforced"), google],
    ["GitHub without one", denied(), github],
    ["another code", words({ error: "consent_required", error_subcode: "cancel" }), entra],
  ])("is not believed for %s", (_name, said, provider) => {
    expect(personCancelled(said, provider)).toBe(false);
  });
});

describe("invalid_grant at the token endpoint", () => {
  it.each([
    [undefined, true],
    ["Code expired", true],
    ["AADSTS54005: OAuth2 Authorization code was already redeemed", true],
    ["AADSTS70008: The provided authorization code is expired", true],
    ["AADSTS50105: The signed in user is not assigned", false],
    ["AADSTS50076: you must use multi-factor authentication", false],
  ])("with %s is a spent code: %s", (error_description, spent) => {
    expect(codeIsSpent(words({ error: "invalid_grant", error_description }), entra)).toBe(spent);
  });
});

describe("a provider's words in the log", () => {
  it("quote error and description", () => {
    expect(quoteProvider("token endpoint", denied("AADSTS50105: not assigned"))).toBe(
      'token endpoint: access_denied "AADSTS50105: not assigned"',
    );
    expect(quoteProvider("token endpoint", denied(""))).toBe("token endpoint: access_denied");
  });

  it.each([
    ["a line of its own", "a\nlevel=error", "a\\u000alevel=error"],
    ["an escape sequence", "\u001b[2J", "\\u001b[2J"],
    ["C1 control characters", "\u009b31m", "\\u009b31m"],
    ["text turned around", "\u202egpj.exe", "\\u202egpj.exe"],
    ["NUL", "a\u0000b", "a\\u0000b"],
    ["half a surrogate pair", "\ud83d", "\\ud83d"],
  ])("can't hold %s", (_name, given, printed) => {
    expect(denied(given).description).toBe(printed);
  });

  it.each(["x", "\u0000", "\ud83d\ude00", "a\ud83d\ude00"])(
    "are at most 300 characters of %j, and well-formed",
    (unit) => {
      const { description = "" } = denied(unit.repeat(100_000));
      expect(description.length).toBeLessThanOrEqual(300);
      expect(description.isWellFormed()).toBe(true);
    },
  );

  it.each([
    ["a code with anything but letters, digits, dot, dash and underscore", { error: "a b\n<c>" }, "abc"],
    ["a code of more than 60 characters", { error: "x".repeat(999) }, "x".repeat(60)],
  ])("cut %s", (_name, said, error) => {
    expect(words(said).error).toBe(error);
  });

  it("ignore what is no text", () => {
    expect(providerWords(() => ({}))).toBeUndefined();
    expect(words({ error: "x", error_description: ["y"] }).description).toBeUndefined();
  });
});
