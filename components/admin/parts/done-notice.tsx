import type { ReactNode } from "react";
import type { Ended } from "#server/admin/shapes.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Notice } from "../../parts/notice.tsx";
import { endedKinds } from "./ended-kinds.ts";

/** What an act did, above the page that it was done from: in words, then how much of each kind ended. */
export function DoneNotice({
  t,
  children,
  counts,
}: {
  t: Translator;
  children: ReactNode;
  counts?: Ended | undefined;
}) {
  const ended = counts ? endedKinds.filter((kind) => counts[kind] > 0) : [];
  return (
    <div className="mb-6">
      <Notice tone="good" announce>
        <p className="font-medium">{children}</p>
        {counts && ended.length > 0 && (
          <p className="mt-0.5">
            {t.text("admin.done.ended", {
              what: t.list(ended.map((kind) => t.text("admin.done.count", { kind, count: counts[kind] }))),
            })}
          </p>
        )}
      </Notice>
    </div>
  );
}
