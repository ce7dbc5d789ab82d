import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** The page's one h1, with the way back above it where there is one. */
export function PageHeading({
  title,
  text,
  back,
}: {
  title: ReactNode;
  text?: ReactNode;
  back?: { href: string; label: string };
}) {
  return (
    <div className="mb-8">
      {back && (
        <a
          href={back.href}
          className="-ms-1 mb-1 inline-flex min-h-11 items-center gap-1 text-muted underline-offset-4 hover:text-ink hover:underline"
        >
          <Icon name="back" className="size-4" />
          {back.label}
        </a>
      )}
      <h1 className="font-semibold text-2xl tracking-tight sm:text-3xl">{title}</h1>
      {text && <p className="mt-2 max-w-2xl text-muted">{text}</p>}
    </div>
  );
}
