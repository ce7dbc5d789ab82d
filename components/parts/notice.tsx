import type { ReactNode } from "react";
import type { Tone } from "./badge.tsx";
import { Icon, type IconName } from "./icon.tsx";

const looks: Record<Exclude<Tone, "neutral">, { box: string; icon: IconName }> = {
  accent: { box: "bg-accent-soft text-accent", icon: "info" },
  good: { box: "bg-good-soft text-good", icon: "check" },
  warn: { box: "bg-warn-soft text-warn", icon: "warning" },
  danger: { box: "bg-danger-soft text-danger", icon: "warning" },
};

/** Something to know before going on. `announce` reads it out when the page shows it after an act. */
export function Notice({
  tone = "accent",
  announce = false,
  children,
}: {
  tone?: Exclude<Tone, "neutral">;
  announce?: boolean;
  children: ReactNode;
}) {
  const { box, icon } = looks[tone];
  return (
    <div role={announce ? "status" : undefined} data-filled="" className={`flex gap-3 rounded-xl px-4 py-3 ${box}`}>
      <Icon name={icon} className="mt-0.5 size-5" />
      <div className="min-w-0 text-ink">{children}</div>
    </div>
  );
}
