import { redirect } from "next/navigation";
import { EntryForm } from "#components/admin/entries/entry-form.tsx";
import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import { AssignmentTable } from "#components/admin/roles/assignment-table.tsx";
import { RemoveRoleQuestion } from "#components/admin/roles/remove-role-question.tsx";
import { RoleList } from "#components/admin/roles/role-list.tsx";
import { roleSpecs } from "#components/admin/roles/role-specs.ts";
import { Section } from "#components/parts/card.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { readDraft } from "../_draft.ts";
import { listFilters, listHref } from "../_list.ts";
import { freshSignInHref } from "../_question.ts";

export const generateMetadata = titled("admin.roles");

const path = "/admin/roles";

export default async function RolesPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await listFilters(searchParams, ["role", "after", "remove", "draft"]);
  const here = listHref(path, query);
  const administrator = await requireAdministrator(here);
  const { session, actor } = administrator;
  const { role, after, remove } = query;
  const { items: roles } = await readForPage(administrator, "roles.list", {});
  const { items, next } = await readForPage(administrator, "roles.assignments", { role, after });
  const frame = await currentFrame();
  const { t } = frame;
  const mayChange = portal().admin.mayCall(actor, "roles.assign");
  const mayRemove = (name: string) => mayChange && portal().admin.reachesRoles(actor, [name]);
  const asked = remove === undefined ? undefined : items.find(({ id }) => id === remove);
  if (remove !== undefined && !(asked && mayRemove(asked.role))) redirect(path);
  const done = (await searchParams)["done"] === undefined ? undefined : await readReceipt("role-changed");
  const draft = await readDraft(session, "roles/assign", query.draft);
  if (asked) {
    return (
      <ConsolePage administrator={administrator} frame={frame} part="roles" path={here}>
        <RemoveRoleQuestion
          frame={frame}
          assignment={asked}
          formToken={portal().formTokens.issue(session, "admin/roles/remove")}
          freshSignInHref={freshSignInHref(administrator, "roles.remove", here)}
        />
      </ConsolePage>
    );
  }
  return (
    <ConsolePage administrator={administrator} frame={frame} part="roles" path={here}>
      {done && (
        <DoneNotice t={t}>
          {t.text("admin.roles.done", { act: done.act, role: done.role, holder: done.holder })}
        </DoneNotice>
      )}
      <PageHeading title={t.text("admin.roles")} text={t.text("admin.roles.text")} />
      <RoleList t={t} roles={roles} />
      <Section id="assignments" title={t.text("admin.roles.assignments")} className="mt-10">
        {items.length === 0 ? (
          <p className="text-muted">{t.text("admin.roles.none")}</p>
        ) : (
          <AssignmentTable
            t={t}
            assignments={items}
            nowSeconds={nowSeconds()}
            mayRemove={mayRemove}
            removeHref={(id) => listHref(path, { role, after, remove: id })}
          />
        )}
        <Pager
          t={t}
          startHref={after && listHref(path, { role })}
          nextHref={next ? listHref(path, { role, after: next }) : undefined}
        />
      </Section>
      {mayChange && (
        <Section
          id="assign"
          title={t.text("admin.roles.assign")}
          text={t.text("admin.roles.assign_text")}
          className="mt-10"
        >
          <EntryForm
            t={t}
            action="/admin/roles/assign"
            formToken={portal().formTokens.issue(session, "admin/roles/assign")}
            specs={roleSpecs(roles.map(({ name }) => name).filter(mayRemove))}
            fields={draft?.fields ?? {}}
            refused={draft}
            submit={t.text("admin.roles.assign")}
            cancelHref={path}
          />
        </Section>
      )}
    </ConsolePage>
  );
}
