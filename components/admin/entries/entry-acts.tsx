import type { Translator } from "../../messages/create-translator.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";

/** What can be done with an entry of the database; each asks before it does. */
export function EntryActs({
  t,
  hrefOf,
  enabled,
  canDisable,
}: {
  t: Translator;
  hrefOf(act: string): string;
  enabled: boolean;
  canDisable: boolean;
}) {
  return (
    <Card>
      <div className="grid gap-3">
        {canDisable &&
          (enabled ? (
            <ButtonLink kind="secondary" href={hrefOf("disable")}>
              {t.text("admin.entry.disable")}
            </ButtonLink>
          ) : (
            <ButtonLink kind="secondary" href={hrefOf("enable")}>
              {t.text("admin.entry.enable")}
            </ButtonLink>
          ))}
        <ButtonLink kind="danger" href={hrefOf("delete")}>
          {t.text("admin.entry.delete")}
        </ButtonLink>
      </div>
    </Card>
  );
}
