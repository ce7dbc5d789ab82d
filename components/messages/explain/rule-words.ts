import type { ErrorCode } from "#server/errors/app-error.ts";
import { rulesInGerman } from "./rules-de.ts";
import { type RuleName, type RuleWords, rulesInEnglish } from "./rules-en.ts";

const words: Readonly<Record<string, RuleWords>> = { en: rulesInEnglish, de: rulesInGerman };

/** Where no app or provider is known. */
const anyNames: Readonly<Record<string, Required<RuleNames>>> = {
  en: { client: "the app", provider: "the provider" },
  de: { client: "der App", provider: "dem Anbieter" },
};

/** What a rule's words name. */
export interface RuleNames {
  client?: string | undefined;
  provider?: string | undefined;
}

/** What the rule checks and what to do; `undefined` for a rule without words, whose error's own texts say it. */
export function ruleWords(
  language: string,
  rule: string | undefined,
  code: ErrorCode,
  names: RuleNames,
): { check: string; advice: string } | undefined {
  const ofLanguage = words[language] ?? rulesInEnglish;
  const found = [rule, code].find((name): name is RuleName => name !== undefined && Object.hasOwn(ofLanguage, name));
  if (!found) return undefined;
  const { check, advice } = ofLanguage[found];
  const any = anyNames[language];
  const fill = (text: string) =>
    text
      .replaceAll("{client}", names.client ?? any?.client ?? "")
      .replaceAll("{provider}", names.provider ?? any?.provider ?? "");
  return { check: fill(check), advice: fill(advice) };
}
