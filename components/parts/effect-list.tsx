import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

/** What an act does, or did: one line each. */
export function EffectList({
  items,
  icon = "check",
}: {
  items: readonly { id: string; text: ReactNode }[];
  icon?: IconName;
}) {
  return (
    <ul className="space-y-2">
      {items.map(({ id, text }) => (
        <li key={id} className="flex gap-3">
          <Icon name={icon} className="mt-0.5 size-5 text-muted" />
          <div className="min-w-0">{text}</div>
        </li>
      ))}
    </ul>
  );
}
