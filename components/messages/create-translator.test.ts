import { expect, it } from "vitest";
import { standardScopes } from "#server/claims/standard-scopes.ts";
import { createTranslator, relativeStep } from "./create-translator.ts";
import { negotiateLocale } from "./negotiate-locale.ts";

const english = createTranslator({ language: "en", locale: "en-GB" });
const german = createTranslator({ language: "de", locale: "de-AT" });

it.each([
  [null, undefined, "en", "en"],
  ["", undefined, "en", "en"],
  ["de-AT,de;q=0.9,en;q=0.8", undefined, "de", "de-AT"],
  ["fr,en;q=0.5,de;q=0.6", undefined, "de", "de"],
  ["de;q=0", undefined, "en", "en"],
  ["*", undefined, "en", "en"],
  ["DE-at", undefined, "de", "de-AT"],
  ["en", "fr de", "de", "de"],
  ["de", "not_a_tag! x", "de", "de"],
  ["constructor,__proto__,toString", undefined, "en", "en"],
])("answers Accept-Language %j and ui_locales %j in %s", (header, uiLocales, language, locale) => {
  expect(negotiateLocale(header, uiLocales)).toEqual({ language, locale });
});

it("counts in both languages", () => {
  expect(english.text("home.apps_text", { count: 1 })).toBe("One app has access to your account.");
  expect(german.text("home.apps_text", { count: 3 })).toBe("3 Apps haben Zugriff auf Ihr Konto.");
});

it("never reads a person's name as message syntax", () => {
  expect(english.text("home.greeting", { name: "{x} <b>'" })).toBe("Hello, {x} <b>'");
});

it.each(standardScopes)("has words of its own for the standard scope $name in every language", (scope) => {
  const bare = { ...scope, title: scope.name, description: "" };
  const said = [english, german].map((translator) => translator.scope(bare));
  for (const { title, description } of said) expect(`${title}/${description}`).toMatch(/^[A-Z].+[^.]\/[A-Z].+\.$/);
  expect(said[0]).not.toEqual(said[1]);
});

it("leaves the operator's words alone, even where the portal says the same of another scope", () => {
  const scope = { title: "See your profile", description: "Your name." };
  expect(german.scope(scope)).toEqual(scope);
});

it("says an operator's scope in the person's language where the operator gave words for it", () => {
  const words = { title: "Den Kater füttern", description: "Eine Handvoll am Tag." };
  const scope = { title: "Feed the cat", description: "A handful a day.", translations: { de: words } };
  expect(german.scope(scope)).toEqual(words);
  expect(english.scope(scope)).toEqual({ title: "Feed the cat", description: "A handful a day." });
});

it("says of a scope without words that there are none, in the person's language", () => {
  const bare = { title: "cat:feed", description: "" };
  expect(english.scope(bare)).toEqual({ title: "cat:feed", description: "Nobody has described this permission." });
  expect(german.scope(bare)).toEqual({ title: "cat:feed", description: "Niemand hat diese Berechtigung beschrieben." });
});

it("names an API in the person's language where the operator gave a name for it", () => {
  const group = { title: "Cat door", translations: { de: { name: "Katzenklappe" } } };
  expect([english.group(group), german.group(group)]).toEqual(["Cat door", "Katzenklappe"]);
  expect(german.group({ title: "Cat door", translations: {} })).toBe("Cat door");
});

it("fills the provider into an error", () => {
  expect(english.error("sign_in_cancelled", { provider: "GitHub" }).cause).toContain("You cancelled at GitHub");
});

it.each([
  [-30, 0, "second"],
  [-60, -1, "minute"],
  [-5_399, -1, "hour"],
  [-7_300, -2, "hour"],
  [-86_400 * 8, -1, "week"],
  [-86_400 * 800, -2, "year"],
  [3_700, 1, "hour"],
])("steps %d seconds as %d %s", (difference, value, unit) => {
  expect(relativeStep(difference)).toEqual({ value, unit });
});

it("says how long ago, and when exactly", () => {
  const at = Date.UTC(2026, 10, 20, 14, 5) / 1000;
  expect(english.ago(at, at + 5)).toBe("just now");
  expect(english.ago(at, at + 7_200)).toBe("2 hours ago");
  expect(german.ago(at, at + 86_400)).toBe("gestern");
  expect(english.dateTime(at)).toBe("20 November 2026 at 14:05 UTC");
});
