import type { ReactNode } from "react";

/** The link of a row's name; the whole row is its target. What else can be pressed in the row lies above it by `relative z-1`. */
export function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className="font-medium text-ink underline-offset-4 after:absolute after:inset-0 hover:underline">
      {children}
    </a>
  );
}
