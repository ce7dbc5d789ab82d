import { EntryForm } from "#components/admin/entries/entry-form.tsx";
import { invitationSpecs } from "#components/admin/invitations/invitation-specs.ts";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame, type SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { readDraft } from "../../_draft.ts";
import { listFilters, listHref } from "../../_list.ts";
import { requireFresh } from "../../_require-fresh.ts";
import { rolesToGive } from "../../_roles-to-give.ts";

export const generateMetadata = titled("admin.invitations.new");

const list = "/admin/invitations";

export default async function NewInvitationPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await listFilters(searchParams, ["draft"]);
  const here = listHref(`${list}/new`, query);
  const administrator = await requireAdministrator(here);
  requireFresh(administrator, "invitations.create", here);
  const { session } = administrator;
  const frame = await currentFrame();
  const { t } = frame;
  const draft = await readDraft(session, "invitations/create", query.draft);
  return (
    <ConsolePage administrator={administrator} frame={frame} part="invitations" path={here}>
      <PageHeading
        back={{ href: list, label: t.text("admin.invitations") }}
        title={t.text("admin.invitations.new")}
        text={t.text("admin.invitations.new_text")}
      />
      <EntryForm
        t={t}
        action={`${list}/create`}
        formToken={portal().formTokens.issue(session, "admin/invitations/create")}
        specs={invitationSpecs(t, await rolesToGive(administrator))}
        fields={draft?.fields ?? {}}
        refused={draft}
        submit={t.text("admin.invitations.create")}
        cancelHref={list}
      />
    </ConsolePage>
  );
}
