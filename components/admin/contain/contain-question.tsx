import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Button } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";
import { FormToken } from "../../parts/form-token.tsx";
import { TextField } from "../parts/field.tsx";
import type { ContainFields } from "./contain-form.tsx";
import { EndedList } from "./ended-list.tsx";

/** What the choice would end, and the form that ends it. */
export function ContainQuestion({
  t,
  action,
  formToken,
  fields,
  preview,
  mayRun,
  reason,
  reasonMistake,
}: {
  t: Translator;
  action: string;
  formToken: string;
  fields: ContainFields;
  preview: OperationOutput<"contain.preview">;
  mayRun: boolean;
  /** What was typed before a fresh sign-in or a mistake. */
  reason?: string | undefined;
  reasonMistake?: string | undefined;
}) {
  const { counts, sparesYou } = preview;
  const { people, apps, examples } = counts;
  return (
    <div className="mt-6" role="status">
      <Card>
        <h2 className="mb-3 font-semibold text-lg">{t.text("admin.contain.would_end")}</h2>
        <EndedList t={t} counts={counts} />
        <p className="mt-4">{t.text("admin.contain.concerned", { people, apps })}</p>
        {examples.length > 0 && (
          <p className="mt-1 text-muted">
            {t.text("admin.contain.examples", { names: t.list(examples.map(({ name }) => name)) })}
          </p>
        )}
        {sparesYou && <p className="mt-1 text-muted">{t.text("admin.contain.spares_you")}</p>}
        {mayRun && (
          <form method="post" action={action} className="mt-6 grid max-w-xl gap-4">
            <FormToken value={formToken} />
            {Object.entries(fields).map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
            <TextField
              id="reason"
              name="reason"
              required
              minLength={3}
              maxLength={500}
              label={t.text("admin.contain.reason")}
              hint={t.text("admin.contain.reason_hint")}
              defaultValue={reason}
              mistake={reasonMistake}
            />
            <p className="text-muted text-sm">{t.text("admin.contain.cannot_undo")}</p>
            <div>
              <Button kind="danger">{t.text("admin.contain.run")}</Button>
            </div>
          </form>
        )}
      </Card>
    </div>
  );
}
