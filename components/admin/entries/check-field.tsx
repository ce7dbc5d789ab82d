import type { ReactNode } from "react";
import { Icon } from "../../parts/icon.tsx";
import type { FieldOption } from "./field-spec.ts";

interface CheckWords {
  id: string;
  name: string;
  label: ReactNode;
  hint?: ReactNode;
  mistake?: string | undefined;
}

/** On or off. */
export function CheckField({ id, name, label, hint, mistake, checked }: CheckWords & { checked: boolean }) {
  return (
    <div className="flex gap-3">
      <input
        id={id}
        type="checkbox"
        name={name}
        value="on"
        defaultChecked={checked}
        aria-invalid={mistake ? true : undefined}
        aria-describedby={[mistake && `${id}-mistake`, hint && `${id}-hint`].filter(Boolean).join(" ") || undefined}
        className="mt-1 size-5 shrink-0"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium text-sm">
          {label}
        </label>
        <Notes id={id} hint={hint} mistake={mistake} />
      </div>
    </div>
  );
}

/** Any of several. */
export function ChecksField({
  id,
  name,
  label,
  hint,
  mistake,
  options,
  values,
}: CheckWords & { options: readonly FieldOption[]; values: readonly string[] }) {
  // What the entry has and no option says stays, because the form would take it out otherwise.
  const unknown = values.filter((value) => !options.some((option) => option.value === value));
  const all: readonly FieldOption[] = [...options, ...unknown.map((value) => ({ value, label: value }))];
  const folded = Map.groupBy(
    all.filter((option) => option.folded !== undefined),
    (option) => option.folded,
  );
  const open = (group: readonly FieldOption[]) => group.some(({ value }) => values.includes(value));
  return (
    <fieldset className="min-w-0" aria-describedby={mistake ? `${id}-mistake` : undefined}>
      <legend className="mb-1 font-medium text-sm">{label}</legend>
      <Notes id={id} hint={hint} mistake={mistake} />
      <Checks name={name} options={all.filter((option) => option.folded === undefined)} values={values} />
      {[...folded].map(([group, inside]) => (
        <details key={group} open={open(inside)} className="group mt-2">
          <summary className="inline-flex min-h-11 items-center gap-1.5 text-muted hover:text-ink">
            <Icon name="next" className="size-4 transition-transform group-open:rotate-90" />
            {group}
          </summary>
          <Checks name={name} options={inside} values={values} />
        </details>
      ))}
    </fieldset>
  );
}

function Checks({
  name,
  options,
  values,
}: {
  name: string;
  options: readonly FieldOption[];
  values: readonly string[];
}) {
  return (
    <div className="mt-2 grid gap-x-6 gap-y-2 sm:grid-cols-2">
      {options.map(({ value, label: text }) => (
        <label key={value} className="flex min-w-0 items-start gap-2.5">
          <input
            type="checkbox"
            name={name}
            value={value}
            defaultChecked={values.includes(value)}
            className="mt-0.5 size-5 shrink-0"
          />
          <span className="min-w-0">{text}</span>
        </label>
      ))}
    </div>
  );
}

function Notes({ id, hint, mistake }: Pick<CheckWords, "id" | "hint" | "mistake">) {
  return (
    <>
      {mistake && (
        <p id={`${id}-mistake`} className="mt-1 flex gap-1.5 text-danger text-sm">
          <Icon name="warning" className="mt-0.5 size-4" />
          <span>{mistake}</span>
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="text-muted text-sm">
          {hint}
        </p>
      )}
    </>
  );
}
