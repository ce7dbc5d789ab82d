import type { ReactNode } from "react";
import type { Translator } from "../../messages/create-translator.ts";
import { Notice } from "../../parts/notice.tsx";

/** What an act did, above the page that it was done from: in words, then how much of each kind ended. */
export function DoneNotice({
  t,
  children,
  counts = {},
}: {
  t: Translator;
  children: ReactNode;
  /** As operations count, by kind: `sessions`, `grants`, `access_tokens`, … */
  counts?: Readonly<Record<string, number>>;
}) {
  const ended = Object.entries(counts).filter(([, count]) => count > 0);
  return (
    <div className="mb-6">
      <Notice tone="good" announce>
        <p className="font-medium">{children}</p>
        {ended.length > 0 && (
          <p className="mt-0.5">
            {t.text("admin.done.ended", {
              what: t.list(ended.map(([kind, count]) => t.text("admin.done.count", { kind, count }))),
            })}
          </p>
        )}
      </Notice>
    </div>
  );
}
