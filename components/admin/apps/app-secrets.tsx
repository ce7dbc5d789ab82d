import type { Frame } from "../../frame/frame.ts";
import { Button } from "../../parts/button.tsx";
import { Card, Section } from "../../parts/card.tsx";
import { FormToken } from "../../parts/form-token.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { When } from "../parts/when.tsx";
import type { ClientView } from "./apps-table.tsx";

/** An app's accepted secrets, of which there can be two while one replaces the other. Their values are shown once only. */
export function AppSecrets({
  frame: { t },
  client,
  mayChange,
  rotateToken,
  hrefOf,
  nowSeconds,
}: {
  frame: Frame;
  client: ClientView;
  mayChange: boolean;
  rotateToken: string;
  hrefOf(more: Record<string, string>): string;
  nowSeconds: number;
}) {
  const { secrets, key, revision } = client;
  return (
    <Card>
      <Section id="secrets" title={t.text("admin.apps.secrets")} text={t.text("admin.apps.secrets_text")}>
        <ul className="divide-y divide-line">
          {secrets.map(({ id, createdAt }) => (
            <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 py-3 first:pt-0">
              <span>
                <CodeValue>{id.slice(0, 8)}</CodeValue>{" "}
                <span className="text-muted">
                  {t.rich("admin.apps.secret_made", {
                    when: <When key="when" t={t} at={createdAt} nowSeconds={nowSeconds} />,
                  })}
                </span>
              </span>
              {mayChange && (
                <TextLink
                  href={hrefOf({ ask: "retire-secret", of: id })}
                  aria-label={t.text("admin.apps.secret_retire_label", { secret: id.slice(0, 8) })}
                >
                  {t.text("admin.apps.secret_retire")}
                </TextLink>
              )}
            </li>
          ))}
        </ul>
        {mayChange && secrets.length < 2 && (
          <form method="post" action="/admin/apps/secret" className="mt-4">
            <FormToken value={rotateToken} />
            <input type="hidden" name="id" value={key} />
            <input type="hidden" name="revision" value={revision ?? ""} />
            <Button kind="secondary">{t.text("admin.apps.secret_new")}</Button>
          </form>
        )}
      </Section>
    </Card>
  );
}
