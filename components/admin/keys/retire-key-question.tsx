import type { Frame } from "../../frame/frame.ts";
import { CodeValue } from "../parts/code-value.tsx";
import { QuestionCard } from "../parts/question-card.tsx";
import type { SigningKeyView } from "./key-table.tsx";

/** Says what retiring a key ends before it ends. */
export function RetireKeyQuestion({
  frame,
  signingKey: { kid, algorithm, state },
  formToken,
}: {
  frame: Frame;
  signingKey: SigningKeyView;
  formToken: string;
}) {
  const { t } = frame;
  const signed = [
    { id: "here", text: t.text("admin.keys.retire_here") },
    { id: "elsewhere", text: t.text("admin.keys.retire_elsewhere") },
  ];
  const successor = { id: "successor", text: t.text("admin.keys.retire_successor", { algorithm }) };
  return (
    <QuestionCard
      frame={frame}
      title={t.text("admin.keys.retire_heading", { algorithm })}
      back={{ href: "/admin/keys", label: t.text("admin.keys") }}
      ends={[
        { id: "key", text: t.rich("admin.keys.retire_key", { kid: <CodeValue key="kid">{kid}</CodeValue> }) },
        ...(state === "published" ? [] : signed),
        ...(state === "signing" ? [successor] : []),
      ]}
      stays={[
        { id: "sessions", text: t.text("admin.keys.retire_sessions") },
        { id: "refresh", text: t.text("admin.keys.retire_refresh") },
      ]}
      action={`/admin/keys/${encodeURIComponent(kid)}/retire`}
      formToken={formToken}
      confirm={t.text("admin.keys.retire_confirm")}
    />
  );
}
