import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Section } from "../../parts/card.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { GrantsTable } from "../grants/grants-table.tsx";

/** The latest access that people gave an app, with the way to all of it. */
export function AppGrants({
  t,
  clientId,
  grants: { items, next },
  mayRevoke,
  nowSeconds,
}: {
  t: Translator;
  clientId: string;
  grants: OperationOutput<"grants.list">;
  mayRevoke: boolean;
  nowSeconds: number;
}) {
  return (
    <Section id="grants" title={t.text("admin.apps.grants")} className="mt-10">
      {items.length === 0 ? (
        <p className="text-muted">{t.text("admin.apps.no_grants")}</p>
      ) : (
        <GrantsTable t={t} grants={items} nowSeconds={nowSeconds} withPeople withApps={false} mayRevoke={mayRevoke} />
      )}
      {next && (
        <p className="mt-3">
          <TextLink href={`/admin/grants?${new URLSearchParams({ app: clientId })}`}>
            {t.text("admin.person.all")}
          </TextLink>
        </p>
      )}
    </Section>
  );
}
