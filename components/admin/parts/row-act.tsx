import type { ReactNode } from "react";

/** What can be done about a row: leads to the question before it. */
export function RowAct({
  href,
  label,
  children,
}: {
  href: string;
  /** Says which row it is about, to a screen reader. */
  label?: string;
  children: ReactNode;
}) {
  return (
    <a
      href={href}
      aria-label={label}
      className="relative z-1 inline-flex min-h-9 items-center whitespace-nowrap rounded-lg border border-line-strong bg-surface px-3 text-sm hover:bg-sunken"
    >
      {children}
    </a>
  );
}
