import { entryOfFields, jsonMistakes, newEntryOfFields } from "#components/admin/entries/entry-of-fields.ts";
import type { FieldSpec, FormFields } from "#components/admin/entries/field-spec.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";

/**
 * What a form says: with `base` the members to change, without it a new entry.
 *
 * Errors: input_invalid for a field that should be JSON and isn't; everything else is checked by the operation.
 */
export function entryOfForm(
  specs: readonly FieldSpec[],
  fields: FormFields,
  base?: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const mistakes = jsonMistakes(specs, fields);
  if (mistakes.length > 0) {
    const code: ErrorCode = "input_invalid";
    // As pages know an AppError, whose class they don't import.
    throw Object.assign(new Error("a field has no JSON"), { name: "AppError", code, mistakes });
  }
  return base ? entryOfFields(specs, fields, base) : newEntryOfFields(specs, fields);
}
