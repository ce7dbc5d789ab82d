import { ProviderKindChoice } from "#components/admin/providers/provider-kind-choice.tsx";
import { RegisterThere } from "#components/admin/providers/register-there.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame, type SearchParams, single } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { EntryNewPage } from "../../_entry-new.tsx";
import { requireAllowed } from "../../_require-fresh.ts";
import { providerConsole } from "../_provider-console.ts";

export const generateMetadata = titled(providerConsole.newTitle);

const otherKinds = [
  { kind: "oidc", name: "OpenID Connect", brand: "generic" as const },
  { kind: "other", brand: "generic" as const },
];

export default async function NewProviderPage({ searchParams }: { searchParams: SearchParams }) {
  const kind = single((await searchParams)["type"]);
  const frame = await currentFrame();
  const { t } = frame;
  if (kind !== undefined) {
    const { publicUrl } = portal().settings;
    return EntryNewPage({
      console: providerConsole,
      searchParams,
      fields: { id: [kind === "oidc" || kind === "other" ? "" : kind] },
      back: { href: "/admin/providers/new", label: t.text(providerConsole.newTitle) },
      children: (
        <RegisterThere
          t={t}
          callback={`${publicUrl}/api/auth/callback/…`}
          backchannelLogout={`${publicUrl}/bff/backchannel`}
        />
      ),
    });
  }
  const administrator = await requireAdministrator("/admin/providers/new");
  requireAllowed(administrator, "providers.create");
  return (
    <ConsolePage administrator={administrator} frame={frame} part="providers" path="/admin/providers/new">
      <PageHeading
        back={{ href: "/admin/providers", label: t.text("admin.providers") }}
        title={t.text("admin.providers.new")}
        text={t.text("admin.providers.new_text")}
      />
      <ProviderKindChoice t={t} kinds={[...portal().providerKinds, ...otherKinds]} />
    </ConsolePage>
  );
}
