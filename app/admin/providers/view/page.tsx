import { RegisterThere } from "#components/admin/providers/register-there.tsx";
import { TestProviderForm } from "#components/admin/providers/test-provider-form.tsx";
import { Card } from "#components/parts/card.tsx";
import { portal } from "#server/portal.ts";
import type { SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { entryPurpose } from "../../_entries.ts";
import { EntryViewPage } from "../../_entry-view.tsx";
import { providerConsole } from "../_provider-console.ts";

export const generateMetadata = titled(providerConsole.title);

export default async function ProviderPage({ searchParams }: { searchParams: SearchParams }) {
  return EntryViewPage({
    console: providerConsole,
    searchParams,
    beside: ({ addresses, key }, { t }, { session, actor }) => (
      <>
        <Card>
          <RegisterThere t={t} {...addresses} />
        </Card>
        {portal().admin.mayCall(actor, "providers.change") && (
          <Card>
            <p className="mb-4 text-muted">{t.text("admin.test.about")}</p>
            <TestProviderForm
              t={t}
              providerId={key}
              formToken={portal().formTokens.issue(session, entryPurpose("providers", "test", key))}
            />
          </Card>
        )}
      </>
    ),
  });
}
