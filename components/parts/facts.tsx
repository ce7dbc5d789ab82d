import type { ReactNode } from "react";

/**
 * Names and values; side by side where there is room, unless they stand in a narrow column. "3 hours ago" begins large as other
 * values do; an address or an id stays as it is.
 */
export function Facts({
  items,
  stacked = false,
}: {
  items: readonly { name: string; value: ReactNode }[];
  stacked?: boolean;
}) {
  return (
    <dl className="divide-y divide-line">
      {items.map(({ name, value }) => (
        <div
          key={name}
          className={`flex flex-col gap-x-6 gap-y-0.5 py-3 first:pt-0 last:pb-0 ${stacked ? "" : "sm:flex-row"}`}
        >
          <dt className={`shrink-0 text-muted ${stacked ? "text-sm" : "sm:w-48"}`}>{name}</dt>
          <dd className="min-w-0 has-[>time:first-child]:first-letter:uppercase">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
