import { redirect } from "next/navigation";
import { DeviceAnsweredCard } from "#components/device/device-answered-card.tsx";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame } from "../../_request.ts";
import { requireSession } from "../../_session.ts";
import { titled } from "../../_title.ts";

export const generateMetadata = titled("device.title");

export default async function DeviceDonePage() {
  await requireSession("/device");
  const answer = await readReceipt("device-answered");
  if (!answer) redirect("/device");
  const frame = await currentFrame();
  return (
    <FocusShell frame={frame} path="/device/done">
      <DeviceAnsweredCard frame={frame} answer={answer} />
    </FocusShell>
  );
}
