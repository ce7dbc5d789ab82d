import type { Translator } from "../../messages/create-translator.ts";
import { Icon } from "../../parts/icon.tsx";
import { SelectField, TextAreaField, TextField } from "../parts/field.tsx";
import { CheckField, ChecksField } from "./check-field.tsx";
import type { FieldSpec, FormFields } from "./field-spec.ts";

/** The fields of an entry's form: the needed ones first, the others behind a disclosure that is open when one has a mistake. */
export function EntryFields({
  t,
  specs,
  fields,
  mistakes,
}: {
  t: Translator;
  specs: readonly FieldSpec[];
  fields: FormFields;
  mistakes: ReadonlyMap<string, string>;
}) {
  const details = specs.filter(({ detail }) => detail);
  const show = (spec: FieldSpec) => (
    <EntryField key={spec.path} t={t} spec={spec} values={fields[spec.path] ?? []} mistake={mistakes.get(spec.path)} />
  );
  return (
    <>
      <div className="grid gap-5">{specs.filter(({ detail }) => !detail).map(show)}</div>
      {details.length > 0 && (
        <details open={details.some(({ path }) => mistakes.has(path))} className="group mt-6 border-line border-t pt-3">
          <summary className="inline-flex min-h-11 items-center gap-1.5 text-muted hover:text-ink">
            <Icon name="next" className="size-4 transition-transform group-open:rotate-90" />
            {t.text("admin.entry.details")}
          </summary>
          <div className="mt-3 grid gap-5">{details.map(show)}</div>
        </details>
      )}
    </>
  );
}

function EntryField({
  t,
  spec,
  values,
  mistake,
}: {
  t: Translator;
  spec: FieldSpec;
  values: readonly string[];
  mistake: string | undefined;
}) {
  const { path, kind, options = [] } = spec;
  const words = {
    id: `field-${path}`,
    name: path,
    label: t.text(spec.label),
    ...(spec.hint ? { hint: t.text(spec.hint) } : {}),
    mistake,
  };
  const plain = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;
  switch (kind) {
    case "flag":
      return <CheckField {...words} checked={values.length > 0} />;
    case "several":
      return <ChecksField {...words} options={options} values={values} />;
    case "choice":
      return <SelectField {...words} options={options} defaultValue={values[0]} />;
    case "lines":
    case "json":
      return (
        <TextAreaField
          {...words}
          {...plain}
          defaultValue={values[0]}
          placeholder={spec.placeholder}
          rows={Math.max(2, (values[0] ?? "").split("\n").length)}
          maxLength={20_000}
        />
      );
    case "long":
      return <TextAreaField {...words} defaultValue={values[0]} maxLength={2_000} />;
    case "secret":
      return <TextField {...words} {...plain} type="password" maxLength={2_000} />;
    case "text":
      return (
        <TextField
          {...words}
          {...plain}
          defaultValue={values[0]}
          placeholder={spec.placeholder}
          required={spec.required}
          maxLength={2_000}
        />
      );
  }
}
