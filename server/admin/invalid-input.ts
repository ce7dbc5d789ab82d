import type { z } from "zod";
import { AppError } from "#server/errors/app-error.ts";

/** One mistake in what was sent, by the member that has it. Never contains a secret's value. */
export interface InputMistake {
  /** Path of the member, such as `redirectUris.0`; empty for the whole. */
  field: string;
  problem: string;
  fix?: string;
}

/** Lists every mistake, so that a form or a program can correct them all at once. */
export class InvalidInputError extends AppError {
  readonly mistakes: readonly InputMistake[];

  constructor(mistakes: readonly InputMistake[]) {
    super("input_invalid", { detail: mistakes.map(({ field, problem }) => `${field}: ${problem}`).join("\n") });
    this.mistakes = mistakes;
  }
}

/** What a schema found wrong. */
export function inputMistakes(issues: readonly z.core.$ZodIssue[]): InputMistake[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({ field: [...path, key].join("."), problem: "There is no such member." }));
    }
    return [{ field: path.join("."), problem: `${issue.message}.` }];
  });
}
