import type { Frame } from "../frame/frame.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";

export function DeviceAnsweredCard({
  frame: { t },
  answer: { allowed, clientName },
}: {
  frame: Frame;
  answer: { allowed: boolean; clientName: string };
}) {
  return (
    <div className="flex flex-col items-center text-center">
      <span
        data-filled=""
        className={`flex size-12 items-center justify-center rounded-full ${allowed ? "bg-good-soft text-good" : "bg-sunken text-muted"}`}
      >
        <Icon name={allowed ? "check" : "minus"} className="size-6" />
      </span>
      <h1 className="mt-4 font-semibold text-2xl tracking-tight">
        {t.text(allowed ? "device.done_allowed" : "device.done_denied", { app: clientName })}
      </h1>
      <p className="mt-2 text-muted">{t.text(allowed ? "device.done_allowed_text" : "device.done_denied_text")}</p>
      {allowed && <p className="mt-2 text-muted">{t.rich("consent.revocable")}</p>}
      <ButtonLink href="/connected-apps" kind="secondary" className="mt-6 w-full">
        {t.text("failure.apps")}
      </ButtonLink>
      <ButtonLink href="/device" kind="quiet" className="mt-3 w-full">
        {t.text("device.another")}
      </ButtonLink>
    </div>
  );
}
