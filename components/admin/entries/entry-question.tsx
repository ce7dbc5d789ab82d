import type { Frame } from "../../frame/frame.ts";
import { QuestionCard } from "../parts/question-card.tsx";
import { CheckField } from "./check-field.tsx";
import type { Refused } from "./entry-form.tsx";
import { FormMistakes } from "./form-mistakes.tsx";

/** Asks before a provider, an API or a scope is disabled, enabled or deleted. */
export function EntryQuestion({
  frame,
  kind,
  act,
  entryKey,
  name,
  revision,
  href,
  action,
  formToken,
  refused,
}: {
  frame: Frame;
  kind: "clients" | "providers" | "resources" | "scopes";
  act: string;
  entryKey: string;
  name: string;
  revision: string | null;
  href: string;
  action: string;
  formToken: string;
  refused: Refused | undefined;
}) {
  const { t } = frame;
  const mayEndSessions = kind === "providers" && act !== "enable";
  return (
    <>
      <FormMistakes t={t} specs={[]} byField={new Map()} others={refused?.mistakes ?? []} code={refused?.code} />
      <QuestionCard
        frame={frame}
        title={t.text("admin.entry.question", { act, name })}
        back={{ href, label: name }}
        ends={[{ id: "effect", text: t.text("admin.entry.effect", { case: `${kind}_${act}` }) }]}
        stays={act === "enable" ? [] : [{ id: "stays", text: t.text("admin.entry.stays", { case: `${kind}_${act}` }) }]}
        action={action}
        formToken={formToken}
        confirm={t.text("admin.entry.confirm", { act })}
      >
        <input type="hidden" name="id" value={entryKey} />
        <input type="hidden" name="act" value={act} />
        <input type="hidden" name="revision" value={revision ?? ""} />
        {mayEndSessions && (
          <CheckField
            id="end_access"
            name="end_access"
            label={t.text("admin.providers.end_sessions")}
            hint={t.text("admin.providers.end_sessions_hint")}
            checked={false}
          />
        )}
      </QuestionCard>
    </>
  );
}
