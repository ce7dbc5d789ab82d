import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

/** Nothing here yet: says what would be, and what to do about it. */
export function EmptyState({
  icon,
  title,
  text,
  children,
}: {
  icon: IconName;
  title: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <div className="rounded-2xl border border-line-strong/50 border-dashed px-6 py-12 text-center">
      <span className="mx-auto flex size-12 items-center justify-center rounded-full bg-sunken text-muted">
        <Icon name={icon} className="size-6" />
      </span>
      <h2 className="mt-4 font-semibold text-lg">{title}</h2>
      <p className="mx-auto mt-1 max-w-md text-muted">{text}</p>
      {children && <div className="mt-6">{children}</div>}
    </div>
  );
}
