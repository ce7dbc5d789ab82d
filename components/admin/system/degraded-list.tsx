import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Icon } from "../../parts/icon.tsx";
import { Notice } from "../../parts/notice.tsx";
import { When } from "../parts/when.tsx";

type Degraded = OperationOutput<"system.get">["degraded"][number];

/** What does not work, since when, why and what to do about it; one line when all works. */
export function DegradedList({
  t,
  items,
  nowSeconds,
}: {
  t: Translator;
  items: readonly Degraded[];
  nowSeconds: number;
}) {
  if (items.length === 0) {
    return (
      <p className="flex items-center gap-3 rounded-2xl border border-line bg-surface px-5 py-4 shadow-card">
        <Icon name="check" className="size-5 text-good" />
        {t.text("admin.system.works")}
      </p>
    );
  }
  return (
    <ul className="grid gap-3">
      {items.map(({ part, since, reason, advice }) => (
        <li key={part}>
          <Notice tone={part === "database" ? "danger" : "warn"}>
            <p className="font-medium">
              {t.text(`admin.system.degraded_${part}`)}
              {since && (
                <>
                  {" "}
                  <span className="font-normal text-muted">
                    (
                    {t.rich("admin.system.since", {
                      when: <When key="when" t={t} at={since} nowSeconds={nowSeconds} />,
                    })}
                    )
                  </span>
                </>
              )}
            </p>
            <p className="mt-1">{t.text(`admin.system.degraded_${part}_do`)}</p>
            {reason && (
              <p lang="en" className="wrap-anywhere mt-1 text-muted text-sm">
                {[reason, advice].filter(Boolean).join(": ")}
              </p>
            )}
          </Notice>
        </li>
      ))}
    </ul>
  );
}
