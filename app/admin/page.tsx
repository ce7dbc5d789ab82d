import { AdminShell } from "#components/admin/admin-shell.tsx";
import { Facts } from "#components/parts/facts.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { currentFrame } from "../_request.ts";
import { titled } from "../_title.ts";
import { readForPage, requireAdministrator } from "./_admin.ts";

export const generateMetadata = titled("admin.title");

export default async function AdminPage() {
  const administrator = await requireAdministrator("/admin");
  const { session, actor } = administrator;
  const frame = await currentFrame();
  const { t, branding } = frame;
  const system = actor.permissions.has("system.read") ? await readForPage(administrator, "system.get", {}) : undefined;
  return (
    <AdminShell
      frame={frame}
      person={session}
      part="overview"
      path="/admin"
      mayRead={(noun) => actor.permissions.has(`${noun}.read`)}
    >
      <PageHeading title={t.text("admin.title")} text={t.text("admin.overview_text", { brand: branding.name })} />
      {system && (
        <Facts
          items={[
            { name: t.text("admin.system.database"), value: system.database.description },
            { name: t.text("admin.system.node"), value: system.nodeVersion },
          ]}
        />
      )}
    </AdminShell>
  );
}
