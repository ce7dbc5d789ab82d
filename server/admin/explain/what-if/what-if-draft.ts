import type { Translator } from "#components/messages/create-translator.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { CheckedRule } from "#server/errors/checked-rule.ts";
import type { WhatIfAnswer } from "./what-if-shapes.ts";

/** What a dry run found, before it is put into words and cut to what its reader may see. */
export interface WhatIfDraft {
  target: WhatIfAnswer["target"];
  /** In order; what stands after one that refuses isn't reached. */
  checks: readonly CheckedRule[];
  refused: { error: AppError; toApp?: string | undefined } | undefined;
  /** Something has to be done first, which is no refusal. */
  asks: boolean;
  /** Of what isn't refused. */
  sentence(t: Translator): string;
  provider: string | undefined;
  asked: WhatIfAnswer["asked"];
  notGiven: readonly string[];
  tokens: WhatIfAnswer["tokens"];
  claims: readonly { place: string; audience: string | undefined; name: string; value: unknown }[];
  cut: WhatIfAnswer["cut"];
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
