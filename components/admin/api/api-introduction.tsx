import type { ReactNode } from "react";
import type { ApiGuide } from "#server/admin/api/openapi/api-guide.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Card, Section } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { CopyBlock } from "../entries/copy-block.tsx";
import { CodeValue } from "../parts/code-value.tsx";

const rules = ["lists", "problems", "revisions", "keys", "persons"] as const;

/** Where the API is, how a program gets its first token, and what holds for every operation. */
export function ApiIntroduction({ t, guide }: { t: Translator; guide: ApiGuide }) {
  const code = (inner: ReactNode[]) => <CodeValue key={String(inner)}>{inner}</CodeValue>;
  return (
    <div className="grid grid-cols-1 gap-8">
      <Card>
        <Facts
          items={[
            { name: t.text("admin.api.base"), value: <Address>{guide.url}</Address> },
            {
              name: t.text("admin.api.description"),
              value: (
                <TextLink href={guide.descriptionUrl} className="wrap-anywhere">
                  openapi.json (OpenAPI 3.1)
                </TextLink>
              ),
            },
            { name: t.text("admin.api.tokens"), value: <Address>{guide.tokenUrl}</Address> },
          ]}
        />
      </Card>
      <Section id="first" title={t.text("admin.api.first")} text={t.text("admin.api.first_text")}>
        <CopyBlock label="curl">{firstCall(guide)}</CopyBlock>
      </Section>
      <Section id="rules" title={t.text("admin.api.rules")}>
        <ul className="grid list-disc gap-1.5 ps-5">
          {rules.map((rule) => (
            <li key={rule}>{t.rich(`admin.api.rule_${rule}`, { c: code })}</li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Address({ children }: { children: string }) {
  return (
    <span className="wrap-anywhere">
      <CodeValue>{children}</CodeValue>
    </span>
  );
}

function firstCall({ url, tokenUrl }: ApiGuide): string {
  return `TOKEN=$(curl -sS ${tokenUrl} -u "CLIENT_ID:CLIENT_SECRET" \\
  -d grant_type=client_credentials -d scope=portico.admin.users.read \\
  -d resource=${url} | jq -r .access_token)

curl -sS "${url}/users?limit=2" -H "Authorization: Bearer $TOKEN"`;
}
