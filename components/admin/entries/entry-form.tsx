import type { ReactNode } from "react";
import type { ErrorCode } from "#server/errors/app-error.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";
import { FormToken } from "../../parts/form-token.tsx";
import { EntryFields } from "./entry-fields.tsx";
import type { FieldMistake, FieldSpec, FormFields } from "./field-spec.ts";
import { FormMistakes } from "./form-mistakes.tsx";
import { mistakesOfForm } from "./mistakes-of-form.ts";

/** What was wrong when the form was sent last. */
export interface Refused {
  mistakes: readonly FieldMistake[];
  code?: ErrorCode | undefined;
}

/** The form of an entry, made or changed; after a mistake with what was typed and each mistake at its field. */
export function EntryForm({
  t,
  action,
  formToken,
  specs,
  fields,
  refused,
  hidden = {},
  submit,
  cancelHref,
  children,
}: {
  t: Translator;
  action: string;
  formToken: string;
  specs: readonly FieldSpec[];
  fields: FormFields;
  refused: Refused | undefined;
  /** Sent along: the key, the revision that was shown. */
  hidden?: Readonly<Record<string, string>>;
  submit: string;
  cancelHref: string;
  /** Above the fields. */
  children?: ReactNode;
}) {
  const { byField, others } = mistakesOfForm(specs, refused?.mistakes ?? []);
  return (
    <div className="max-w-2xl">
      <FormMistakes t={t} specs={specs} byField={byField} others={others} code={refused?.code} />
      <Card>
        {children}
        <form method="post" action={action}>
          <FormToken value={formToken} />
          {Object.entries(hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <EntryFields t={t} specs={specs} fields={fields} mistakes={byField} />
          <div className="mt-8 flex flex-wrap gap-3">
            <Button>{submit}</Button>
            <ButtonLink kind="secondary" href={cancelHref}>
              {t.text("admin.question.keep")}
            </ButtonLink>
          </div>
        </form>
      </Card>
    </div>
  );
}
