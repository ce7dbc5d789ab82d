import { DeviceCard } from "#components/device/device-card.tsx";
import { DeviceCodeForm } from "#components/device/device-code-form.tsx";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import type { DeviceView } from "#server/authorization-server/device/device-service.ts";
import { portal } from "#server/portal.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { errorCodeOf, orErrorPage } from "../_error-page.ts";
import { currentFrame, nowSeconds, type SearchParams, single } from "../_request.ts";
import { requireSession, signInPath } from "../_session.ts";
import { titled } from "../_title.ts";
import { devicePath } from "./_device-path.ts";

export const generateMetadata = titled("device.title");

export default async function DevicePage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const userCode = single(query["user_code"]);
  const path = devicePath(userCode);
  const session = await requireSession(path);
  const view = userCode === undefined ? undefined : await orErrorPage(() => openCode(session, userCode), "/device");
  const frame = await currentFrame();
  if (!view) {
    return (
      <FocusShell frame={frame} path={path}>
        <DeviceCodeForm frame={frame} wrong={userCode} />
      </FocusShell>
    );
  }
  return (
    <FocusShell frame={frame} path={path} wide>
      <DeviceCard
        frame={frame}
        view={view}
        person={session}
        switchAccountPath={signInPath(path, { prompt: "select_account" })}
        nowSeconds={nowSeconds()}
        unconfirmed={query["unconfirmed"] !== undefined}
      />
    </FocusShell>
  );
}

/** A wrong code is no failure of the page: the person types it again. Too many of them are. */
async function openCode(session: LiveSession, userCode: string): Promise<DeviceView | undefined> {
  try {
    return await portal().device.open(session, userCode);
  } catch (error) {
    if (errorCodeOf(error) === "device_code_invalid") return undefined;
    throw error;
  }
}
