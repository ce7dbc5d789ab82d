import { createTranslator, type Translator } from "#components/messages/create-translator.ts";
import { ruleWords } from "#components/messages/explain/rule-words.ts";
import type { Language } from "#components/messages/negotiate-locale.ts";
import type { FoundPerson } from "#server/accounts/people-finder-store.ts";
import { shownOrigin } from "#server/admin/explain/explanation.ts";
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
    code: refused?.error.code ?? null,
    error: refused?.toApp ?? null,
    person: { id: person?.id ?? null, ...shownPerson(person, reader), provider: draft.provider ?? null },
    target: { ...target, name: target.name ?? null },
    checks: await Promise.all(checks),
    ...givenInWords(draft, reader),
  };
}

function shownPerson(person: FoundPerson | undefined, { seesPeople }: Reader) {
  return seesPeople ? { name: person?.displayName ?? null, email: person?.email ?? null } : { name: null, email: null };
}

/** What would be asked and given. What the person allowed before, and values of their claims, are for readers of people. */
function givenInWords(draft: WhatIfDraft, { seesPeople }: Reader) {
  return {
    asked: draft.asked.map((one) => ({ ...one, alreadyAllowed: seesPeople ? one.alreadyAllowed : null })),
    notGiven: [...draft.notGiven],
    tokens: draft.tokens.map((one) => ({ ...one, audience: one.audience ?? null, scopes: [...one.scopes] })),
    claims: draft.claims.map(({ place, name, audience, value }) => ({
      place,
      name,
      value: seesPeople ? textOf(value) : null,
      audience: audience ?? null,
    })),
    cut: [...draft.cut],
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
  const { rule, about, outcome, code, setting, had, needed } = check;
  const found = ruleWords(reader.language, rule, code ?? "internal_error", names);
  const paths = setting?.split(" or ") ?? [];
  const settings = await Promise.all(paths.map(async (path) => ({ path, origin: await deps.originOf(path) })));
  // Both sides, because what a rule about people needs may name people, too: `access.emails` is a list of addresses.
  const isShown = reader.seesPeople || about === "settings";
  const asksOrRefuses = outcome === "refuses" || outcome === "asks";
  return {
    outcome,
    rule,
    check: found?.check ?? rule,
    where: settings.map(({ path, origin }) => `${path} (${placeOf(t, origin)})`).join("; "),
    code: (outcome === "refuses" ? code : undefined) ?? null,
    had: had !== undefined && isShown ? listed(had) : null,
    needed: needed !== undefined && isShown ? listed(needed) : null,
    advice: (asksOrRefuses ? found?.advice : undefined) ?? null,
    settings: settings.map(({ path, origin }) => ({ path, origin: shownOrigin(origin) })),
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
