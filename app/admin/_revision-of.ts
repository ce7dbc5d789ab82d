import type { FormFields } from "#components/admin/entries/field-spec.ts";

/** The revision that a form showed; `undefined` for a form without one, which then changes what it finds. */
export function revisionOf(form: FormData | FormFields): string | undefined {
  const sent = form instanceof FormData ? form.get("revision") : form["revision"]?.[0];
  return typeof sent === "string" && sent !== "" ? sent : undefined;
}
