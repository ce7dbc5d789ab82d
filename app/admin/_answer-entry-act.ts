import { readForm, seeOther } from "../_form.ts";
import { receiptCookie } from "../_receipt.ts";
import { answerTypedForm } from "./_draft.ts";
import { type EntryKind, entryKinds, entryPath, entryPurpose, isEntryAct } from "./_entries.ts";
import { revisionOf } from "./_revision-of.ts";

/** Runs the form that disables, enables or deletes an entry; what refuses it is shown on the entry's page. */
export async function answerEntryAct(request: Request, kind: EntryKind): Promise<Response> {
  const form = await readForm(request.clone() as Request);
  const field = (name: string) => String(form.get(name) ?? "");
  const [key, act] = [field("id"), field("act")];
  const { base, acts } = entryKinds[kind];
  const known = isEntryAct(act) ? acts[act] : undefined;
  if (!known || !isEntryAct(act) || key === "") return seeOther(base);
  const typed = {
    purpose: entryPurpose(kind, act, key),
    page: entryPath(kind, key, { ask: act }),
    kind: `${kind}/${act}`,
  };
  return answerTypedForm(request, typed, async ({ actor }) => {
    const options = { ifMatch: revisionOf(form), endAccess: field("end_access") === "on" };
    const { ended } = await known.run(actor, key, options);
    const receipt = receiptCookie("entry-changed", { kind, act, key, ended });
    return seeOther(act === "delete" ? `${base}?done` : entryPath(kind, key, { done: "" }), [receipt]);
  });
}
