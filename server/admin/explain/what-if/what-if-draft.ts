import type { Translator } from "#components/messages/create-translator.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { CheckedRule } from "#server/errors/checked-rule.ts";
import type { WhatIfAnswer } from "./what-if-shapes.ts";

type DraftToken = Omit<WhatIfAnswer["tokens"][number], "audience" | "scopes"> & {
  audience?: string | undefined;
  scopes: readonly string[];
};

/** What a dry run found, before it is put into words and cut to what its reader may see. */
export interface WhatIfDraft {
  target: Pick<WhatIfAnswer["target"], "kind" | "id"> & { name?: string | undefined };
  /** In order; what stands after one that refuses isn't reached. */
  checks: readonly CheckedRule[];
  refused: { error: AppError; toApp?: string | undefined } | undefined;
  /** Something has to be done first, which is no refusal. */
  asks: boolean;
  /** Of what isn't refused. */
  sentence(t: Translator): string;
  provider: string | undefined;
  asked: readonly { scope: string; optional: boolean; alreadyAllowed: boolean }[];
  notGiven: readonly string[];
  tokens: readonly DraftToken[];
  claims: readonly { place: string; audience: string | undefined; name: string; value: unknown }[];
  cut: readonly WhatIfAnswer["cut"][number][];
}

export const nothingTold = {
  refused: undefined,
  asks: false,
  provider: undefined,
  asked: [],
  notGiven: [],
  tokens: [],
  claims: [],
  cut: [],
} satisfies Partial<WhatIfDraft>;
