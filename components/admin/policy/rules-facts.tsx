import type { ReactNode } from "react";
import type { Translator } from "../../messages/create-translator.ts";
import { Facts } from "../../parts/facts.tsx";
import { Codes } from "../parts/codes.tsx";

export interface RulesView {
  emailDomains: readonly string[];
  emails: readonly string[];
  groups: readonly string[];
  signUp: string;
}

/** The rules of one part of the policy, of which a person has to pass any one. */
export function RulesFacts({
  t,
  rules: { emailDomains, emails, groups, signUp },
  more = [],
}: {
  t: Translator;
  rules: RulesView;
  more?: readonly { name: string; value: ReactNode }[];
}) {
  const lists = [
    { name: t.text("admin.policy.domains"), values: emailDomains },
    { name: t.text("admin.policy.emails"), values: emails },
    { name: t.text("admin.policy.groups"), values: groups },
  ].filter(({ values }) => values.length > 0);
  const all = { name: t.text("admin.policy.people"), value: t.text("admin.policy.all_people") };
  return (
    <Facts
      items={[
        ...(lists.length === 0 ? [all] : []),
        ...lists.map(({ name, values }) => ({ name, value: <Codes t={t} values={values} /> })),
        { name: t.text("admin.policy.sign_up"), value: t.text("admin.policy.sign_up_mode", { mode: signUp }) },
        ...more,
      ]}
    />
  );
}
