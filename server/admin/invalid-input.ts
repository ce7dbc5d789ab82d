import type { z } from "zod";
import type { InputMistake } from "#server/errors/invalid-input-error.ts";

// Services below throw it too, so it stands with the errors.
export { type InputMistake, InvalidInputError } from "#server/errors/invalid-input-error.ts";

/** What a schema found wrong. */
export function inputMistakes(issues: readonly z.core.$ZodIssue[]): InputMistake[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => mistakeAt([...path, key], "There is no such member."));
    }
    return [mistakeAt(path, `${issue.message}.`)];
  });
}

function mistakeAt(path: readonly string[], problem: string): InputMistake {
  return path.some((name) => name.includes("."))
    ? { field: path.join("."), path, problem }
    : { field: path.join("."), problem };
}
