import type { ReactNode } from "react";

/** What can be done about a row: leads to the question before it. */
export function RowAct({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      className="relative z-1 inline-flex min-h-9 items-center whitespace-nowrap rounded-lg border border-line-strong bg-surface px-3 text-sm hover:bg-sunken"
    >
      {children}
    </a>
  );
}
