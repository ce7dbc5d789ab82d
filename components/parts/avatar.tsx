import type { Person } from "../frame/frame.ts";
import { PictureOver } from "./picture-over.tsx";

const sizes = { small: "size-8 text-sm", medium: "size-12 text-lg", large: "size-16 text-2xl" } as const;

/** Initials, with the picture on top: while it loads, or when it doesn't, nothing looks broken. */
export function Avatar({ person, size = "medium" }: { person: Person; size?: keyof typeof sizes }) {
  return (
    <span
      aria-hidden="true"
      className={`relative inline-flex shrink-0 select-none items-center justify-center overflow-hidden rounded-full bg-accent-soft font-semibold text-accent ${sizes[size]}`}
    >
      {initials(person.displayName)}
      {person.pictureUrl && (
        <PictureOver
          initials={initials(person.displayName)}
          src={person.pictureUrl}
          className="object-cover after:bg-accent-soft"
        />
      )}
    </span>
  );
}

/** First letters of the first and the last word, whole characters also outside the basic plane. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : words.slice(0, 1);
  return (
    chosen
      .map((word) => [...(word ?? "")][0] ?? "")
      .join("")
      .toLocaleUpperCase() || "?"
  );
}
