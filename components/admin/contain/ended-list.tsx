import type { Ended } from "#server/admin/shapes.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { EffectList } from "../../parts/effect-list.tsx";
import { endedKinds } from "../parts/ended-kinds.ts";

/** How much of each kind ends or ended; kinds without any are left out. */
export function EndedList({ t, counts }: { t: Translator; counts: Ended }) {
  const kinds = endedKinds.filter((kind) => counts[kind] > 0);
  if (kinds.length === 0) return <p className="text-muted">{t.text("admin.contain.nothing")}</p>;
  return (
    <EffectList
      icon="minus"
      items={kinds.map((kind) => ({ id: kind, text: t.text("admin.done.count", { kind, count: counts[kind] }) }))}
    />
  );
}
