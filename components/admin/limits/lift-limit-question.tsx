import type { Frame } from "../../frame/frame.ts";
import { QuestionCard } from "../parts/question-card.tsx";
import { type LimitView, limitedWhom, limitKind } from "./limit-words.ts";

/** Says what lifting a limit does before it is done. */
export function LiftLimitQuestion({
  frame,
  limit,
  formToken,
  freshSignInHref,
}: {
  frame: Frame;
  limit: LimitView;
  formToken: string;
  freshSignInHref: string | undefined;
}) {
  const { t } = frame;
  const values = { kind: limitKind(t, limit), whom: limitedWhom(t, limit) };
  const kept = limit.kind === "return-paths" ? [{ id: "kept", text: t.text("admin.limits.lift_kept", values) }] : [];
  return (
    <QuestionCard
      frame={frame}
      title={t.text("admin.limits.lift_heading")}
      back={{ href: "/admin/limits", label: t.text("admin.limits") }}
      ends={[{ id: "count", text: t.text("admin.limits.lift_ends", values) }, ...kept]}
      stays={[{ id: "limit", text: t.text("admin.limits.lift_stays") }]}
      action="/admin/limits/lift"
      formToken={formToken}
      confirm={t.text("admin.limits.lift_confirm")}
      danger={false}
      freshSignInHref={freshSignInHref}
    >
      <input type="hidden" name="limit" value={limit.id} />
    </QuestionCard>
  );
}
