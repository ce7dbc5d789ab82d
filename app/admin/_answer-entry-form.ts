import { readForm, seeOther } from "../_form.ts";
import { receiptCookie } from "../_receipt.ts";
import { currentTranslator } from "../_request.ts";
import { answerTypedForm } from "./_draft.ts";
import { entryKinds, entryPath, entryPurpose } from "./_entries.ts";
import type { EntryConsole, ShownEntry } from "./_entry-console.ts";
import { entryOfForm } from "./_entry-of-form.ts";
import { revisionOf } from "./_revision-of.ts";

/** Secrets are not kept for a second try. */
const secretFields = ["clientSecret"];

/** Runs the form that makes an entry. */
export async function answerEntryCreate<Entry extends ShownEntry>(
  request: Request,
  console: EntryConsole<Entry>,
): Promise<Response> {
  const { kind } = console;
  const type = String((await readForm(request.clone() as Request)).get("type") ?? "") || undefined;
  const specs = console.specs(await currentTranslator(), undefined, type);
  const page = `${entryKinds[kind].base}/new${type === undefined ? "" : `?${new URLSearchParams({ type })}`}`;
  const form = { purpose: `admin/${kind}/create`, page, kind: `${kind}/create`, secretFields };
  return answerTypedForm(request, form, async ({ actor }, fields) => {
    const entry = { ...console.fixed?.(type), ...entryOfForm(specs, fields) };
    const { key, ended } = await console.create(actor, entry);
    const receipt = receiptCookie("entry-changed", { kind, act: "create", key, ended });
    return seeOther(entryPath(kind, key, { done: "" }), [receipt]);
  });
}

/** Runs the form that changes an entry. */
export async function answerEntryChange<Entry extends ShownEntry>(
  request: Request,
  console: EntryConsole<Entry>,
): Promise<Response> {
  const { kind } = console;
  const sent = await readForm(request.clone() as Request);
  const key = String(sent.get("id") ?? "");
  const form = {
    purpose: entryPurpose(kind, "change", key),
    page: entryPath(kind, key, { edit: "" }),
    kind: `${kind}/change`,
    secretFields,
  };
  const t = await currentTranslator();
  return answerTypedForm(request, form, async ({ actor }, fields) => {
    const shown = await console.get(actor, key);
    const specs = console.specs(t, shown, undefined).filter(({ path }) => path !== console.keyPath);
    const changed = entryOfForm(specs, fields, shown.entry);
    const { ended } = await console.change(actor, key, changed, revisionOf(sent));
    const receipt = receiptCookie("entry-changed", { kind, act: "change", key, ended });
    return seeOther(entryPath(kind, key, { done: "" }), [receipt]);
  });
}
