import type { ComponentProps, ReactNode } from "react";

type ButtonKind = "primary" | "secondary" | "danger" | "quiet";

const shape =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-xl px-5 py-2.5 text-center font-medium leading-snug no-underline transition-colors disabled:opacity-60";

const kinds: Record<ButtonKind, string> = {
  primary: "bg-accent text-on-accent hover:bg-[color-mix(in_oklab,var(--accent)_88%,var(--ink))]",
  secondary: "border border-line-strong bg-surface text-ink hover:bg-sunken",
  danger: "bg-danger text-on-danger hover:bg-[color-mix(in_oklab,var(--danger)_88%,var(--ink))]",
  quiet: "text-accent underline-offset-4 hover:underline",
};

function buttonClass(kind: ButtonKind = "primary", extra = ""): string {
  return `${shape} ${kinds[kind]} ${extra}`;
}

interface Look {
  kind?: ButtonKind;
  className?: string;
  children: ReactNode;
}

export function Button({ kind, className, type = "submit", ...rest }: Look & ComponentProps<"button">) {
  return <button type={type} data-filled="" {...rest} className={buttonClass(kind, className)} />;
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink({ kind, className, ...rest }: Look & ComponentProps<"a">) {
  return <a data-filled="" {...rest} className={buttonClass(kind, className)} />;
}
