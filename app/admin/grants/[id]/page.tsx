import { QuestionCard } from "#components/admin/parts/question-card.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { readOneForPage, requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { freshSignInHref } from "../../_question.ts";

export const generateMetadata = titled("admin.grants.revoke");

/** The question before an app's access is taken away. */
export default async function RevokeGrantPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const path = `/admin/grants/${encodeURIComponent(id)}`;
  const administrator = await requireAdministrator(path);
  const { session } = administrator;
  const grant = await readOneForPage(administrator, "grants.get", { id });
  const frame = await currentFrame();
  const { t } = frame;
  return (
    <ConsolePage administrator={administrator} frame={frame} part="grants" path={path}>
      <QuestionCard
        frame={frame}
        back={{ href: `/admin/people/${grant.userId}`, label: grant.displayName }}
        title={t.text("admin.grants.question", { app: grant.appName, name: grant.displayName })}
        ends={[
          { id: "access", text: t.text("admin.ends.tokens") },
          { id: "scopes", text: t.text("admin.grants.question_scopes", { scopes: grant.scopes.join(", ") || "–" }) },
        ]}
        stays={[{ id: "ask", text: t.text("admin.grants.question_stays") }]}
        action={`${path}/revoke`}
        formToken={portal().formTokens.issue(session, `admin/grants/${id}/revoke`)}
        confirm={t.text("admin.grants.revoke")}
        freshSignInHref={freshSignInHref(administrator, "grants.revoke", path)}
      />
    </ConsolePage>
  );
}
