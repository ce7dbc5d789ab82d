import { z } from "zod";
import { InvalidInputError } from "#server/admin/invalid-input.ts";
import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";

const scalar = z.union([z.string(), z.number()]);
const wireError = z.object({
  code: z.string(),
  detail: z.string().optional(),
  facts: z.record(z.string(), scalar).default({}),
  mistakes: z.array(z.object({ field: z.string(), problem: z.string(), fix: z.string().optional() })).optional(),
});

export type WireError = z.input<typeof wireError>;

/** A failure for the operator's command. Its detail goes along, as it goes to the log. */
export function toWireError(error: AppError): WireError {
  const { code, detail, facts } = error;
  const mistakes = error instanceof InvalidInputError ? { mistakes: [...error.mistakes] } : {};
  return { code, facts: { ...facts }, ...(detail === undefined ? {} : { detail }), ...mistakes };
}

/** The failure as the administration threw it. */
export function fromWireError(value: unknown): AppError {
  const parsed = wireError.safeParse(value);
  if (!parsed.success) return new AppError("internal_error", { detail: "the portal's answer could not be read" });
  const { code, detail, facts, mistakes } = parsed.data;
  if (mistakes) {
    return new InvalidInputError(
      mistakes.map(({ fix, ...mistake }) => ({ ...mistake, ...(fix === undefined ? {} : { fix }) })),
    );
  }
  const known = isErrorCode(code) ? code : "internal_error";
  return new AppError(known, { facts, ...(detail === undefined ? {} : { detail }) });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}
