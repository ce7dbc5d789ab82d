import { QuestionCard } from "#components/admin/parts/question-card.tsx";
import { deviceName } from "#components/admin/sessions/sessions-table.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { readOneForPage, requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { freshSignInHref } from "../../_question.ts";

export const generateMetadata = titled("admin.sessions.end");

/** The question before a session is ended. */
export default async function EndSessionPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const path = `/admin/sessions/${encodeURIComponent(id)}`;
  const administrator = await requireAdministrator(path);
  const { session } = administrator;
  const listed = await readOneForPage(administrator, "sessions.get", { id });
  const frame = await currentFrame();
  const { t } = frame;
  return (
    <ConsolePage administrator={administrator} frame={frame} part="sessions" path={path}>
      <QuestionCard
        frame={frame}
        back={{ href: `/admin/people/${listed.userId}`, label: listed.displayName }}
        title={t.text("admin.sessions.question", { name: listed.displayName })}
        ends={[
          {
            id: "session",
            text: t.text("admin.sessions.question_ends", {
              device: deviceName(t, listed.userAgent),
              address: listed.clientAddress ?? "–",
            }),
          },
        ]}
        stays={[
          { id: "apps", text: t.text("admin.stays.apps") },
          { id: "again", text: t.text("admin.stays.again") },
        ]}
        action={`${path}/end`}
        formToken={portal().formTokens.issue(session, `admin/sessions/${id}/end`)}
        confirm={t.text("admin.sessions.end")}
        freshSignInHref={freshSignInHref(administrator, "sessions.end", path)}
      />
    </ConsolePage>
  );
}
