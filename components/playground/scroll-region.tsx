import type { ReactNode } from "react";

/** Code that may scroll in its own box. */
export function ScrollRegion({
  label,
  wrap = false,
  className,
  children,
}: {
  label: string;
  /** Wraps long lines instead of scrolling sideways. */
  wrap?: boolean;
  className: string;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      dir="ltr"
      className={`font-mono text-sm ${className}`}
    >
      <pre className={wrap ? "whitespace-pre-wrap" : ""}>{children}</pre>
    </section>
  );
}
