import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon.tsx";

const tones = {
  neutral: "bg-sunken text-muted",
  accent: "bg-accent-soft text-accent",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
} as const;

export type Tone = keyof typeof tones;

/** A short remark. Its words say what its colour says. */
export function Badge({ tone = "neutral", icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span
      data-filled=""
      className={`inline-flex shrink-0 items-center wrap-break-word gap-1 rounded-full px-2.5 py-0.5 font-medium text-sm leading-5 ${tones[tone]}`}
    >
      {icon && <Icon name={icon} className="size-4" />}
      {children}
    </span>
  );
}
