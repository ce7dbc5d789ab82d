import type { Translator } from "../../messages/create-translator.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";

export type EntryAct = "disable" | "enable" | "delete";

/** What the administrator may do with an entry of the database; each asks before it does. */
export function EntryActs({
  t,
  hrefOf,
  enabled,
  acts,
}: {
  t: Translator;
  hrefOf(act: string): string;
  enabled: boolean;
  acts: readonly EntryAct[];
}) {
  const meant = acts.filter((act) => act === "delete" || (act === "enable") !== enabled);
  if (meant.length === 0) return null;
  return (
    <Card>
      <div className="grid gap-3">
        {meant.map((act) => (
          <ButtonLink key={act} kind={act === "delete" ? "danger" : "secondary"} href={hrefOf(act)}>
            {t.text(`admin.entry.${act}`)}
          </ButtonLink>
        ))}
      </div>
    </Card>
  );
}
