import type { Frame } from "../../frame/frame.ts";
import { QuestionCard } from "../parts/question-card.tsx";
import { type AssignmentView, holderName } from "./assignment-table.tsx";

/** Asks before a role is taken away. */
export function RemoveRoleQuestion({
  frame,
  assignment,
  back = { href: "/admin/roles", label: frame.t.text("admin.roles") },
  formToken,
  freshSignInHref,
}: {
  frame: Frame;
  /** Without an id it is asked on the page of the person who has the role. */
  assignment: Omit<AssignmentView, "id" | "assignedAt" | "assignedBy"> & { id?: string };
  back?: { href: string; label: string };
  formToken: string;
  freshSignInHref: string | undefined;
}) {
  const { t } = frame;
  const { id, role, userId, group, awaited } = assignment;
  const holder = holderName(assignment);
  const hidden = { assignment: id, role, holder, user: userId, group, person: awaited };
  return (
    <QuestionCard
      frame={frame}
      title={t.text("admin.roles.remove_heading", { role, holder })}
      back={back}
      ends={[{ id: "role", text: t.text("admin.roles.remove_effect") }]}
      stays={[{ id: "session", text: t.text("admin.roles.remove_stays") }]}
      action="/admin/roles/remove"
      formToken={formToken}
      confirm={t.text("admin.roles.remove_confirm")}
      freshSignInHref={freshSignInHref}
    >
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value ?? ""} />
      ))}
    </QuestionCard>
  );
}
