import type { FormFields } from "#components/admin/entries/field-spec.ts";
import type { InputMistake } from "#server/admin/invalid-input.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import { portal } from "#server/portal.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { errorCodeOf } from "../_error-page.ts";
import { readForm, seeOther } from "../_form.ts";
import { signInPath } from "../_session.ts";
import { type Administrator, answerAdminForm } from "./_admin.ts";

/** A form that could not be carried out: what was typed, and what is wrong with it. */
export interface Draft {
  fields: FormFields;
  mistakes: readonly InputMistake[];
  /** Why it was refused as a whole, when no field is to blame. */
  code?: ErrorCode;
}

export interface TypedForm {
  /** What the form's token was issued for. */
  purpose: string;
  /** Where the form stands. */
  page: string;
  /** Which form it is, so that its draft opens in no other. */
  kind: string;
  /** Fields that are never kept: they have to be typed again. */
  secretFields?: readonly string[];
}

const keptCodes: ReadonlySet<ErrorCode> = new Set([
  "input_invalid",
  "revision_conflict",
  "entry_exists",
  "entry_in_use",
  "role_unknown",
  "person_ambiguous",
  "role_holder_invalid",
  "entry_in_settings",
  "admin_target_not_found",
  "policy_locks_out",
] satisfies ErrorCode[]);

/**
 * Runs a form whose fields are typed. With a mistake the person comes back to the form with what was typed, each mistake at its
 * field; likewise after the fresh sign-in that an act needs.
 */
export async function answerTypedForm(
  request: Request,
  form: TypedForm,
  act: (administrator: Administrator, fields: FormFields) => Promise<Response>,
): Promise<Response> {
  const fields = fieldsOf(await readForm(request.clone() as Request), form.secretFields);
  const typed = fieldsOf(await readForm(request.clone() as Request));
  return answerAdminForm(request, form, async (administrator) => {
    try {
      return await act(administrator, typed);
    } catch (error) {
      const code = errorCodeOf(error);
      const fresh = code === "fresh_sign_in_required";
      if (!fresh && !keptCodes.has(code)) throw error;
      const mistakes = (error as { mistakes?: readonly InputMistake[] }).mistakes ?? [];
      const draft: Draft = { fields, mistakes, ...(fresh || code === "input_invalid" ? {} : { code }) };
      const id = await portal().consoleNotes.keep(administrator.session, form.kind, draft);
      const page = withQuery(form.page, { draft: id });
      return seeOther(fresh ? signInPath(page, { prompt: "login" }) : page);
    }
  });
}

/** The draft that an address names, for the person who typed it. */
export function readDraft(session: LiveSession, kind: string, id: string | undefined): Promise<Draft | undefined> {
  return portal().consoleNotes.read<Draft>(session, kind, id);
}

export function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  return `${path}${path.includes("?") ? "&" : "?"}${new URLSearchParams(query)}`;
}

function fieldsOf(form: FormData, without: readonly string[] = []): FormFields {
  const fields: Record<string, string[]> = {};
  for (const [name, value] of form) {
    if (typeof value !== "string" || name === "form_token" || without.includes(name)) continue;
    fields[name] = [...(fields[name] ?? []), value];
  }
  return fields;
}
