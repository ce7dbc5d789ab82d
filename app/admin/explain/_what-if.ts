import { unstable_rethrow } from "next/navigation";
import type { WhatIfFields } from "#components/admin/explain/what-if-form.tsx";
import type { OperationInput, OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import { errorCodeOf, orErrorPage } from "../../_error-page.ts";
import type { Administrator } from "../_admin.ts";

export interface SupposedAnswer {
  answer?: OperationOutput<"explain.what-if">;
  /** Why the question has no answer, by the end of its message's key. */
  problem?: "unknown_person" | "several" | "unclear";
}

/** Asks what the fields of the form say. */
export function askWhatIf(
  { actor }: Administrator,
  fields: WhatIfFields,
  language: "en" | "de",
): Promise<SupposedAnswer> {
  return orErrorPage(async () => {
    try {
      return { answer: await portal().admin.call(actor, "explain.what-if", questionOf(fields, language)) };
    } catch (error) {
      unstable_rethrow(error);
      const code = errorCodeOf(error);
      if (code === "admin_target_not_found") return { problem: "unknown_person" };
      if (code === "person_ambiguous") return { problem: "several" };
      if (code === "input_invalid") return { problem: "unclear" };
      throw error;
    }
  });
}

function questionOf(
  { as = "", what = "app", which, scope, resource, prompt, method }: WhatIfFields,
  language: "en" | "de",
): OperationInput<"explain.what-if"> {
  const isApp = what === "app";
  return {
    as,
    [what === "host" || what === "api" || what === "provider" ? what : "app"]: which,
    ...(isApp && scope ? { scope: scope.split(/\s+/) } : {}),
    ...(isApp && resource ? { resource: resource.split(/\s+/) } : {}),
    ...(isApp && isPrompt(prompt) ? { prompt } : {}),
    ...(what === "api" && method ? { method: method.toUpperCase() } : {}),
    language,
  };
}

function isPrompt(text: string | undefined): text is "none" | "login" | "consent" | "select_account" {
  return text === "none" || text === "login" || text === "consent" || text === "select_account";
}
