import type { ComponentProps } from "react";

/** A link in running text: underlined, since colour alone is no sign (WCAG 1.4.1). */
export function TextLink({ className = "", ...rest }: ComponentProps<"a">) {
  return (
    <a
      {...rest}
      className={`font-medium text-accent underline decoration-1 underline-offset-4 hover:decoration-2 ${className}`}
    />
  );
}
