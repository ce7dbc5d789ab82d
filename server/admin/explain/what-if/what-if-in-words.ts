import { createTranslator, type Translator } from "#components/messages/create-translator.ts";
import { ruleWords } from "#components/messages/explain/rule-words.ts";
import type { Language } from "#components/messages/negotiate-locale.ts";
import type { FoundPerson } from "#server/accounts/people-finder-store.ts";
import type { SettingOrigin } from "#server/config/origins/setting-origin.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import type { CheckedRule } from "#server/errors/checked-rule.ts";
import type { WhatIfDraft } from "./what-if-draft.ts";
import type { WhatIfAnswer, WhatIfCheck } from "./what-if-shapes.ts";

export interface WhatIfWordsDeps {
  originOf(setting: string): Promise<SettingOrigin>;
}

interface Reader {
  language: Language;
  seesPeople: boolean;
}

/** Rules that compare something of the person. */
const aboutPerson = /^(access|allow|provider\.|not_allowed)/;
const mostValues = 20;

/** A dry run in the reader's language, without what the reader may not see of people. */
export async function whatIfInWords(
  draft: WhatIfDraft,
  person: FoundPerson | undefined,
  reader: Reader,
  deps: WhatIfWordsDeps,
): Promise<WhatIfAnswer> {
  const { refused, target } = draft;
  const t = createTranslator({ language: reader.language, locale: reader.language });
  const names = { client: target.kind === "app" ? (target.name ?? target.id) : undefined, provider: draft.provider };
  const checks = afterRefusal(draft.checks).map((check) => checkInWords(check, { t, reader, names, deps }));
  return {
    outcome: refused ? "refuses" : draft.asks ? "asks" : "passes",
    answer: refused ? refusedSentence(t, refused.error.code, draft) : draft.sentence(t),
    code: refused?.error.code,
    error: refused?.toApp,
    person: {
      id: person?.id,
      ...(reader.seesPeople ? { name: person?.displayName ?? undefined, email: person?.email ?? undefined } : {}),
      provider: draft.provider,
    },
    target,
    checks: await Promise.all(checks),
    asked: draft.asked,
    notGiven: [...draft.notGiven],
    tokens: draft.tokens,
    claims: draft.claims.map(({ place, name, audience, value }) => ({
      place,
      name,
      ...(reader.seesPeople ? { value: textOf(value) } : {}),
      audience,
    })),
    cut: draft.cut,
  };
}

type Marked = Omit<CheckedRule, "outcome"> & { outcome: WhatIfCheck["outcome"] };

/** What stands after a rule that refuses is never asked. */
function afterRefusal(checks: readonly CheckedRule[]): Marked[] {
  const end = checks.findIndex(({ outcome }) => outcome === "refuses");
  return checks.map((check, index) =>
    end === -1 || index <= end ? check : { ...check, outcome: "not_reached", had: undefined },
  );
}

interface Words {
  t: Translator;
  reader: Reader;
  names: { client: string | undefined; provider: string | undefined };
  deps: WhatIfWordsDeps;
}

async function checkInWords(check: Marked, { t, reader, names, deps }: Words): Promise<WhatIfCheck> {
  const { rule, outcome, code, setting, had, needed } = check;
  const found = ruleWords(reader.language, rule, code ?? "internal_error", names);
  const paths = setting?.split(" or ") ?? [];
  const settings = await Promise.all(paths.map(async (path) => ({ path, origin: await deps.originOf(path) })));
  const isHidden = !reader.seesPeople && aboutPerson.test(rule);
  return {
    outcome,
    rule,
    check: found?.check ?? rule,
    where: settings.map(({ path, origin }) => `${path} (${placeOf(t, origin)})`).join("; "),
    ...(outcome === "refuses" ? { code } : {}),
    ...(had === undefined || isHidden ? {} : { had: listed(had) }),
    ...(needed === undefined ? {} : { needed: listed(needed) }),
    ...(outcome === "refuses" || outcome === "asks" ? { advice: found?.advice } : {}),
    settings,
  };
}

function placeOf(t: Translator, origin: SettingOrigin): string {
  if (origin.kind === "environment") return t.text("admin.explain.in_variable", { variable: origin.variable });
  if (origin.kind === "database") return t.text("admin.explain.in_database", { key: `${origin.noun} ${origin.key}` });
  if (origin.kind === "default") return t.text("admin.explain.by_default");
  const place = { file: origin.file, line: origin.line ?? 1 };
  return t.text(origin.exact ? "admin.explain.in_file" : "admin.explain.in_entry", place);
}

function refusedSentence(t: Translator, code: ErrorCode, { target, provider }: WhatIfDraft): string {
  const names = { provider: provider ?? target.id, cookie: t.text("failure.some_cookie"), host: target.id };
  return t.text("admin.what_if.refused", { title: t.error(code, names).title, code });
}

function listed(value: string | number | readonly string[]): string[] {
  return [value].flat().map(String).slice(0, mostValues);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
