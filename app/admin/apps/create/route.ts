import { clientIdOf, clientOfType, isAppType } from "#components/admin/apps/app-type.ts";
import { clientSpecs } from "#components/admin/apps/client-specs.ts";
import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { answerTypedForm } from "../../_draft.ts";
import { entryPath } from "../../_entries.ts";
import { entryOfForm } from "../../_entry-of-form.ts";

const newPath = "/admin/apps/new";

export async function POST(request: Request): Promise<Response> {
  const type = String((await readForm(request.clone() as Request)).get("type") ?? "");
  if (!isAppType(type)) return seeOther(newPath);
  const page = `${newPath}?${new URLSearchParams({ type })}`;
  const form = { purpose: "admin/clients/create", page, kind: `clients/create/${type}` };
  return answerTypedForm(request, form, async ({ actor, session }, fields) => {
    const typed = entryOfForm(clientSpecs(type, { scopes: [], resources: [anyResource] }), fields);
    const { members, withSecret } = clientOfType[type];
    const clientId = typed["clientId"] ?? clientIdOf(String(typed["name"] ?? ""));
    const entry = { ...members, ...typed, clientId };
    const made = await portal().admin.call(actor, "clients.create", { entry, withSecret });
    const secret = await portal().consoleNotes.keep(session, "client-secret", {
      clientId: made.key,
      clientSecret: made.clientSecret,
    });
    return seeOther(entryPath("clients", made.key, { connect: "", secret }));
  });
}

/** The form's fields are read, whatever can be chosen. */
const anyResource = { value: "", label: "" };

/** The address of the form, opened or reloaded: back to its beginning. */
export async function GET(): Promise<Response> {
  return seeOther(newPath);
}
