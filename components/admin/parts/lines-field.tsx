import type { ComponentProps } from "react";

/** A labelled text of several lines. What was typed before stands in `defaultValue`. */
export function LinesField({
  id,
  label,
  hint,
  ...rest
}: { id: string; label: string; hint?: string } & ComponentProps<"textarea">) {
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block font-medium text-sm">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        {...rest}
        {...(hint ? { "aria-describedby": `${id}-hint` } : {})}
        className="min-h-11 w-full rounded-xl border border-line-strong bg-surface px-3 py-2"
      />
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-muted text-sm">
          {hint}
        </p>
      )}
    </div>
  );
}
