import type { Frame } from "../../frame/frame.ts";
import { QuestionCard } from "../parts/question-card.tsx";
import type { RegisteredApp } from "./registered-apps-table.tsx";

/** Asks before an app that registered itself is removed. */
export function RemoveRegisteredQuestion({
  frame,
  app: { clientId, name, kind },
  formToken,
  freshSignInHref,
}: {
  frame: Frame;
  app: RegisteredApp;
  formToken: string;
  freshSignInHref: string | undefined;
}) {
  const { t } = frame;
  return (
    <QuestionCard
      frame={frame}
      title={t.text("admin.apps.remove_heading", { app: name })}
      back={{ href: "/admin/apps/registered", label: t.text("admin.apps.registered") }}
      ends={[{ id: "ends", text: t.text("admin.apps.remove_ends") }]}
      stays={[
        { id: "comes_back", text: t.text("admin.apps.remove_stays", { kind }) },
        { id: "audit", text: t.text("admin.apps.effect", { effect: "audit", app: name }) },
      ]}
      action="/admin/apps/registered/remove"
      formToken={formToken}
      confirm={t.text("admin.apps.remove_confirm")}
      freshSignInHref={freshSignInHref}
    >
      <input type="hidden" name="id" value={clientId} />
    </QuestionCard>
  );
}
