import { Icon } from "../../parts/icon.tsx";

/** Something that an administrator should look at, and where. */
export interface Attention {
  id: string;
  text: string;
  href: string;
  tone: "warn" | "danger";
}

const tones = { warn: "text-warn", danger: "text-danger" } as const;

export function AttentionList({ items, calm }: { items: readonly Attention[]; calm: string }) {
  if (items.length === 0) {
    return (
      <p className="flex items-center gap-3 rounded-2xl border border-line bg-surface px-5 py-4 shadow-card">
        <Icon name="check" className="size-5 text-good" />
        {calm}
      </p>
    );
  }
  return (
    <ul className="divide-y divide-line rounded-2xl border border-line bg-surface shadow-card">
      {items.map(({ id, text, href, tone }) => (
        <li key={id} className="relative flex items-center gap-3 px-5 py-3 hover:bg-sunken/60">
          <Icon name="warning" className={`size-5 ${tones[tone]}`} />
          <a href={href} className="min-w-0 grow after:absolute after:inset-0">
            {text}
          </a>
          <Icon name="next" className="size-4 text-muted" />
        </li>
      ))}
    </ul>
  );
}
