import { redirect } from "next/navigation";
import { InvitationMade } from "#components/admin/invitations/invitation-made.tsx";
import { InvitationsTable } from "#components/admin/invitations/invitations-table.tsx";
import { RevokeInvitationQuestion } from "#components/admin/invitations/revoke-invitation-question.tsx";
import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import { ButtonLink } from "#components/parts/button.tsx";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { listFilters, listHref } from "../_list.ts";
import { freshSignInHref } from "../_question.ts";
import { type InvitationNote, invitationNoteKind } from "./_invitation-note.ts";

export const generateMetadata = titled("admin.invitations");

const path = "/admin/invitations";

export default async function InvitationsPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await listFilters(searchParams, ["after", "revoke", "made"]);
  const { after, revoke } = query;
  const here = listHref(path, query);
  const administrator = await requireAdministrator(here);
  const { session, actor } = administrator;
  const { items, next } = await readForPage(administrator, "invitations.list", { after });
  const frame = await currentFrame();
  const { t } = frame;
  const mayChange = portal().admin.mayCall(actor, "invitations.revoke");
  const asked = revoke === undefined ? undefined : items.find(({ id, state }) => id === revoke && state === "open");
  if (revoke !== undefined && !(asked && mayChange)) redirect(path);
  if (asked) {
    return (
      <ConsolePage administrator={administrator} frame={frame} part="invitations" path={here}>
        <RevokeInvitationQuestion
          frame={frame}
          invitation={asked}
          formToken={portal().formTokens.issue(session, `admin/invitations/revoke/${asked.id}`)}
          freshSignInHref={freshSignInHref(administrator, "invitations.revoke", here)}
        />
      </ConsolePage>
    );
  }
  const made = await portal().consoleNotes.read<InvitationNote>(session, invitationNoteKind, query.made);
  const done = (await searchParams)["done"] === undefined ? undefined : await readReceipt("invitation-revoked");
  return (
    <ConsolePage administrator={administrator} frame={frame} part="invitations" path={here}>
      {done && <DoneNotice t={t}>{t.text("admin.invitations.revoked")}</DoneNotice>}
      {made && <InvitationMade t={t} url={made.url} email={made.email} />}
      <PageHeading title={t.text("admin.invitations")} text={t.text("admin.invitations.text")} />
      {mayChange && (
        <p className="-mt-3 mb-6">
          <ButtonLink href={`${path}/new`}>{t.text("admin.invitations.new")}</ButtonLink>
        </p>
      )}
      {items.length === 0 ? (
        <EmptyState
          icon="person"
          title={t.text("admin.invitations.none")}
          text={t.text("admin.invitations.none_text")}
        />
      ) : (
        <InvitationsTable
          t={t}
          invitations={items}
          revokeHref={mayChange ? (id) => listHref(path, { after, revoke: id }) : undefined}
        />
      )}
      <Pager t={t} startHref={after && path} nextHref={next ? listHref(path, { after: next }) : undefined} />
    </ConsolePage>
  );
}
