import { type AppType, isAppType } from "#components/admin/apps/app-type.ts";
import { AppTypeChoice } from "#components/admin/apps/app-type-choice.tsx";
import { clientSpecs } from "#components/admin/apps/client-specs.ts";
import { ForwardAuthHelp } from "#components/admin/apps/forward-auth-help.tsx";
import { EntryForm } from "#components/admin/entries/entry-form.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame, type SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { readDraft } from "../../_draft.ts";
import { listFilters, listHref } from "../../_list.ts";
import { requireAllowed, requireFresh } from "../../_require-fresh.ts";
import { clientChoices } from "../_choices.ts";

export const generateMetadata = titled("admin.apps.new");

/** What most apps ask for, so that a first sign-in works without a choice. */
function usualScopes(type: AppType): readonly string[] {
  const { aboutPerson, whileAway } = portal().clientChoices().usual;
  if (type === "service" || type === "api") return [];
  return type === "native" || type === "device" ? [...aboutPerson, whileAway] : aboutPerson;
}

export default async function NewAppPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await listFilters(searchParams, ["type", "draft"]);
  const here = listHref("/admin/apps/new", query);
  const administrator = await requireAdministrator(here);
  requireAllowed(administrator, "clients.create");
  const { session } = administrator;
  const frame = await currentFrame();
  const { t } = frame;
  const type = isAppType(query.type) ? query.type : undefined;
  if (type) requireFresh(administrator, "clients.create", here);
  const draft = type && (await readDraft(session, `clients/create/${type}`, query.draft));
  const back =
    type || query.type
      ? { href: "/admin/apps/new", label: t.text("admin.apps.new") }
      : { href: "/admin/apps", label: t.text("admin.apps") };
  return (
    <ConsolePage administrator={administrator} frame={frame} part="apps" path={here}>
      <PageHeading
        back={back}
        title={t.text(
          type
            ? `admin.apps.new_${type}`
            : query.type === "forward-auth"
              ? "admin.apps.type_forward_auth"
              : "admin.apps.new",
        )}
        text={type ? t.text(`admin.apps.type_${type}_text`) : query.type ? undefined : t.text("admin.apps.new_text")}
      />
      {type ? (
        <EntryForm
          t={t}
          action="/admin/apps/create"
          formToken={portal().formTokens.issue(session, "admin/clients/create")}
          specs={clientSpecs(type, clientChoices(t))}
          fields={draft?.fields ?? { scopes: usualScopes(type) }}
          refused={draft}
          hidden={{ type }}
          submit={t.text("admin.apps.make")}
          cancelHref="/admin/apps/new"
        />
      ) : query.type === "forward-auth" ? (
        <ForwardAuthHelp t={t} />
      ) : (
        <AppTypeChoice t={t} />
      )}
    </ConsolePage>
  );
}
