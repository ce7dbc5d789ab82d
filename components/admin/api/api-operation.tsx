import type { ApiGuide } from "#server/admin/api/openapi/api-guide.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Card } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { MemberList } from "./member-list.tsx";
import { MethodAndPath } from "./method-and-path.tsx";

export type ApiOperationView = ApiGuide["nouns"][number]["operations"][number];

/** One operation: what it does, needs, takes and answers. */
export function ApiOperation({ t, operation }: { t: Translator; operation: ApiOperationView }) {
  const { name, summary, permission, scopes, needsFreshSignIn, isStream, input, output } = operation;
  return (
    <section aria-labelledby={name}>
      <Card>
        <h2 id={name} className="scroll-mt-4 font-semibold text-lg">
          <MethodAndPath operation={operation} />
        </h2>
        <p lang="en" className="mt-1 mb-5 text-muted">
          {summary}
        </p>
        <Facts
          items={[
            { name: t.text("admin.api.permission"), value: <CodeValue>{permission}</CodeValue> },
            { name: t.text("admin.api.scopes"), value: <Codes values={scopes} /> },
            ...(needsFreshSignIn ? [{ name: t.text("admin.api.fresh"), value: t.text("admin.api.fresh_text") }] : []),
          ]}
        />
        <div className="mt-5 grid grid-cols-1 gap-5">
          <MemberList t={t} title={t.text("admin.api.input")} members={input} />
          <MemberList t={t} title={t.text(isStream ? "admin.api.stream" : "admin.api.output")} members={output} />
        </div>
      </Card>
    </section>
  );
}

function Codes({ values }: { values: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-2 gap-y-1">
      {values.map((value) => (
        <li key={value} className="wrap-anywhere">
          <CodeValue>{value}</CodeValue>
        </li>
      ))}
    </ul>
  );
}
