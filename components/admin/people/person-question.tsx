import type { Frame } from "../../frame/frame.ts";
import { QuestionCard } from "../parts/question-card.tsx";
import { endText, type PersonAct, personActs, stayText } from "./person-acts.ts";

/** Asks before something is done about a person. */
export function PersonQuestion({
  frame,
  person,
  act,
  formToken,
  freshSignInHref,
}: {
  frame: Frame;
  person: { id: string; displayName: string };
  act: PersonAct;
  formToken: string;
  freshSignInHref: string | undefined;
}) {
  const { t } = frame;
  const path = `/admin/people/${person.id}`;
  const { ends, stays } = personActs[act];
  return (
    <QuestionCard
      frame={frame}
      back={{ href: path, label: person.displayName }}
      title={t.text(`admin.act.${act}.question`, { name: person.displayName })}
      ends={ends.map((key) => ({ id: key, text: t.text(endText(key)) }))}
      stays={stays.map((key) => ({ id: key, text: t.text(stayText(key)) }))}
      action={`${path}/${act}`}
      formToken={formToken}
      confirm={t.text(`admin.act.${act}`)}
      danger={act !== "export"}
      freshSignInHref={freshSignInHref}
    />
  );
}
