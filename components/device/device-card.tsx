import type { DeviceView } from "#server/authorization-server/device/device-service.ts";
import { AppLinks } from "../consent/app-links.tsx";
import { AskingApp } from "../consent/asking-app.tsx";
import { ConsentDuration } from "../consent/consent-duration.tsx";
import { ConsentScopes } from "../consent/consent-scopes.tsx";
import { ConsentWho } from "../consent/consent-who.tsx";
import type { Frame, Person } from "../frame/frame.ts";
import { Button } from "../parts/button.tsx";
import { FormToken } from "../parts/form-token.tsx";
import { Notice } from "../parts/notice.tsx";
import { DeviceRequestFacts } from "./device-request-facts.tsx";

interface DeviceCardProps {
  frame: Frame;
  view: DeviceView;
  person: Person & { email: string | undefined };
  switchAccountPath: string;
  nowSeconds: number;
  /** Approve was pressed without having compared. */
  unconfirmed: boolean;
}

/**
 * The whole question, the warning first, because the code may come from another person.
 *
 * Spec: RFC 8628 §3.3.1, §5.4.
 */
export function DeviceCard({ frame, view, person, switchAccountPath, nowSeconds, unconfirmed }: DeviceCardProps) {
  const { t } = frame;
  return (
    <>
      <AskingApp
        frame={frame}
        view={view}
        heading={t.text("device.question", { app: view.client.name })}
        hostLabel={t.text("device.by")}
      />
      <div className="mt-6">
        <Notice tone="warn">{t.rich("device.warning")}</Notice>
      </div>
      <form method="post" action="/device/decision" className="mt-6">
        <FormToken value={view.formToken} />
        <input type="hidden" name="user_code" value={view.userCode} />
        <h2 className="font-semibold">{t.text("device.compare")}</h2>
        <p
          data-filled=""
          className="my-3 rounded-xl bg-sunken px-4 py-4 text-center font-mono font-semibold text-2xl tracking-widest"
        >
          {view.userCode}
        </p>
        <DeviceRequestFacts t={t} view={view} nowSeconds={nowSeconds} />
        <div className="mt-6">
          <ConsentScopes t={t} view={view} />
        </div>
        <ConsentDuration t={t} view={view} />
        <ConsentWho t={t} person={person} switchAccountPath={switchAccountPath} />
        <Confirmation frame={frame} unconfirmed={unconfirmed} />
        <div className="mt-6 grid gap-3 sm:grid-cols-2">
          {/* Without the box's check: a no needs no comparison. */}
          <Button name="decision" value="deny" kind="secondary" className="w-full" formNoValidate>
            {t.text("device.deny")}
          </Button>
          <Button name="decision" value="approve" className="w-full">
            {t.text("device.approve")}
          </Button>
        </div>
      </form>
      <AppLinks t={t} client={view.client} />
    </>
  );
}

function Confirmation({ frame: { t }, unconfirmed }: { frame: Frame; unconfirmed: boolean }) {
  return (
    <>
      <label className="mt-6 flex min-h-11 cursor-pointer items-start gap-3 rounded-xl border border-line-strong px-4 py-3 hover:bg-sunken">
        <input
          type="checkbox"
          name="confirmed"
          value="yes"
          required
          aria-invalid={unconfirmed || undefined}
          aria-describedby={unconfirmed ? "unconfirmed" : undefined}
          className="mt-0.5 size-5 shrink-0"
        />
        <span className="font-medium">{t.text("device.confirm")}</span>
      </label>
      {unconfirmed && (
        <p id="unconfirmed" role="alert" className="mt-2 text-danger">
          {t.text("device.unconfirmed")}
        </p>
      )}
    </>
  );
}
