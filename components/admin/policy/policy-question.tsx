import type { Frame } from "../../frame/frame.ts";
import { Card } from "../../parts/card.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import type { FormFields } from "../entries/field-spec.ts";
import { QuestionCard } from "../parts/question-card.tsx";
import { RulesFacts, type RulesView } from "./rules-facts.tsx";

/** A person who would lose access. */
export interface LosingView {
  userId: string;
  /** `undefined` for administrators who may not see people. */
  name: string | undefined;
  /** In the operator's words. */
  because: string;
}

/** Asks before a policy is set: who loses access by it. */
export function PolicyQuestion({
  frame,
  fields,
  rules,
  people,
  first,
  formToken,
  freshSignInHref,
}: {
  frame: Frame;
  /** The whole form: sent again, so that what was typed is there after a refusal. */
  fields: FormFields;
  rules: RulesView;
  people: number;
  first: readonly LosingView[];
  formToken: string;
  freshSignInHref: string | undefined;
}) {
  const { t } = frame;
  return (
    <QuestionCard
      frame={frame}
      title={t.text("admin.policy.question")}
      back={{ href: "/admin/policy", label: t.text("admin.policy") }}
      ends={[
        { id: "people", text: t.text("admin.policy.loses", { count: people }) },
        ...(first.length > 0 ? [{ id: "first", text: <Losing frame={frame} people={people} first={first} /> }] : []),
      ]}
      stays={[{ id: "settings", text: t.text("admin.policy.stays") }]}
      action="/admin/policy/change"
      formToken={formToken}
      confirm={t.text("admin.policy.set")}
      danger={people > 0}
      freshSignInHref={freshSignInHref}
    >
      <Card>
        <RulesFacts t={t} rules={rules} />
      </Card>
      {Object.entries(fields).flatMap(([name, values]) =>
        values.map((value) => <input key={`${name} ${value}`} type="hidden" name={name} value={value} />),
      )}
    </QuestionCard>
  );
}

function Losing({ frame: { t }, people, first }: { frame: Frame; people: number; first: readonly LosingView[] }) {
  return (
    <ul className="space-y-1.5">
      {first.map(({ userId, name, because }) => (
        <li key={userId}>
          {name === undefined ? userId : <TextLink href={`/admin/people/${userId}`}>{name}</TextLink>}
          <p lang="en" className="wrap-anywhere text-muted text-sm">
            {because}
          </p>
        </li>
      ))}
      {people > first.length && (
        <li className="text-muted">{t.text("admin.policy.more", { count: people - first.length })}</li>
      )}
    </ul>
  );
}
