import { InvalidInputError } from "#server/admin/invalid-input.ts";
import { kebabCase } from "#server/commands/table/command-words.ts";
import { InvalidSettingsError } from "#server/config/settings-mistake.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { ErrorEntry } from "#server/errors/error-entry.ts";
import { errorTable } from "#server/errors/error-table.ts";

/** A failure for the operator: cause and next step, and each mistake where there are several. */
export function failureLines(error: AppError): string[] {
  if (error instanceof InvalidSettingsError) {
    return [
      "portico: The settings have mistakes.",
      ...error.mistakes.flatMap(({ setting, problem, fix }) => [`  ✗ ${setting}`, `    ${problem}`, `    Fix: ${fix}`]),
    ];
  }
  if (error instanceof InvalidInputError) {
    return [
      "portico: The input has mistakes.",
      ...error.mistakes.flatMap(({ field, problem, fix }) => [
        `  ✗ ${field === "" ? "the whole" : `--${optionOf(field)}`}: ${problem}`,
        ...(fix ? [`    Fix: ${fix}`] : []),
      ]),
    ];
  }
  const entry: ErrorEntry = errorTable[error.code];
  return [`portico: ${entry.title}: ${error.detail ?? entry.cause}`, `  ${entry.nextStep}`];
}

/** `redirectUris.0` is a value of `--redirect-uris`. */
function optionOf(field: string): string {
  const [first = "", ...rest] = field.split(".");
  return [kebabCase(first), ...rest].join(".");
}
