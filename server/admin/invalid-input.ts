import type { z } from "zod";
import type { InputMistake } from "#server/errors/invalid-input-error.ts";

// Services below throw it too, so it stands with the errors.
export { type InputMistake, InvalidInputError } from "#server/errors/invalid-input-error.ts";

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
