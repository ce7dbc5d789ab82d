import { redirect } from "next/navigation";
import { AccessRemovedReceipt } from "#components/connected-apps/access-removed-receipt.tsx";
import { PageShell } from "#components/frame/page-shell.tsx";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame } from "../../_request.ts";
import { requireSession } from "../../_session.ts";
import { titled } from "../../_title.ts";

export const generateMetadata = titled("apps.removed_title");

export default async function AccessRemovedPage() {
  const session = await requireSession("/connected-apps");
  const receipt = await readReceipt("access-removed");
  if (!receipt) redirect("/connected-apps");
  const frame = await currentFrame();
  return (
    <PageShell frame={frame} person={session} place="apps" path="/connected-apps/removed">
      <AccessRemovedReceipt t={frame.t} receipt={receipt} />
    </PageShell>
  );
}
