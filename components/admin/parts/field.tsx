import type { ComponentProps, ReactNode } from "react";
import { Icon } from "../../parts/icon.tsx";

const control =
  "min-h-11 w-full rounded-xl border border-line-strong bg-surface px-3 py-2 aria-[invalid]:border-danger";

interface FieldWords {
  /** Its id; unique on the page. */
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with what was sent: shown below the field and tied to it. */
  mistake?: string | undefined;
  className?: string;
}

/** A labelled line of text. What was typed before stands in `defaultValue`. */
export function TextField({ id, label, hint, mistake, className, ...rest }: FieldWords & ComponentProps<"input">) {
  return (
    <Field id={id} label={label} hint={hint} mistake={mistake} className={className ?? ""}>
      <input id={id} {...rest} {...described(id, hint, mistake)} className={control} />
    </Field>
  );
}

/** A labelled text of several lines. */
export function TextAreaField({
  id,
  label,
  hint,
  mistake,
  className,
  ...rest
}: FieldWords & ComponentProps<"textarea">) {
  return (
    <Field id={id} label={label} hint={hint} mistake={mistake} className={className ?? ""}>
      <textarea id={id} rows={3} {...rest} {...described(id, hint, mistake)} className={control} />
    </Field>
  );
}

/** One of several. */
export function SelectField({
  id,
  label,
  hint,
  mistake,
  className,
  options,
  ...rest
}: FieldWords & { options: readonly { value: string; label: string }[] } & ComponentProps<"select">) {
  return (
    <Field id={id} label={label} hint={hint} mistake={mistake} className={className ?? ""}>
      <select id={id} {...rest} {...described(id, hint, mistake)} className={control}>
        {options.map(({ value, label: name }) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

function described(id: string, hint: ReactNode, mistake: string | undefined) {
  const notes = [mistake && `${id}-mistake`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return { ...(mistake ? { "aria-invalid": true } : {}), ...(notes ? { "aria-describedby": notes } : {}) };
}

function Field({ id, label, hint, mistake, className, children }: Required<FieldWords> & { children: ReactNode }) {
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className="mb-1 block font-medium text-sm">
        {label}
      </label>
      {children}
      {mistake && (
        <p id={`${id}-mistake`} className="mt-1 flex gap-1.5 text-danger text-sm">
          <Icon name="warning" className="mt-0.5 size-4" />
          <span>{mistake}</span>
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-muted text-sm">
          {hint}
        </p>
      )}
    </div>
  );
}
