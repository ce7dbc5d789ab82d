import type { Frame } from "../../frame/frame.ts";
import type { Refused } from "../entries/entry-form.tsx";
import { FormMistakes } from "../entries/form-mistakes.tsx";
import { QuestionCard } from "../parts/question-card.tsx";
import type { ClientView } from "./apps-table.tsx";

/** Says what disabling, enabling or deleting an app, or retiring one of its secrets, does before it is done. */
export function AppQuestion({
  frame,
  client: { key, entry, revision },
  act,
  secretId,
  href,
  formToken,
  refused,
}: {
  frame: Frame;
  client: ClientView;
  act: string;
  secretId: string | undefined;
  href: string;
  formToken: string;
  refused: Refused | undefined;
}) {
  const { t } = frame;
  const effect = (id: string) => ({ id, text: t.text("admin.apps.effect", { effect: id, app: entry.name }) });
  const retires = act === "retire-secret";
  const ends = act === "enable" ? ["usable", "not_revived"] : retires ? ["secret"] : ["tokens", "people"];
  const stays = act === "disable" ? ["entry"] : act === "delete" ? ["audit"] : retires ? ["access"] : [];
  return (
    <>
      <FormMistakes t={t} specs={[]} byField={new Map()} others={refused?.mistakes ?? []} code={refused?.code} />
      <QuestionCard
        frame={frame}
        title={t.text("admin.entry.question", { act, name: entry.name })}
        back={{ href, label: entry.name }}
        ends={ends.map(effect)}
        stays={stays.map(effect)}
        action={retires ? "/admin/apps/secret" : "/admin/apps/act"}
        formToken={formToken}
        confirm={t.text("admin.entry.confirm", { act })}
      >
        <input type="hidden" name="id" value={key} />
        <input type="hidden" name="revision" value={revision ?? ""} />
        {retires ? (
          <input type="hidden" name="secret" value={secretId} />
        ) : (
          <input type="hidden" name="act" value={act} />
        )}
      </QuestionCard>
    </>
  );
}
