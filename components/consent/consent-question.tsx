import type { ReactNode } from "react";
import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { Frame } from "../frame/frame.ts";
import { Notice } from "../parts/notice.tsx";
import { AskingApp } from "./asking-app.tsx";
import { ConsentDuration } from "./consent-duration.tsx";
import { ConsentScopes } from "./consent-scopes.tsx";

/** Which app asks, a warning when the operator has not reviewed it, and for what and how long, in the form that `answer` makes. */
export function ConsentQuestion({
  frame,
  view,
  answer,
}: {
  frame: Frame;
  view: ConsentView;
  answer: (fields: ReactNode) => ReactNode;
}) {
  const { t, branding } = frame;
  const { client } = view;
  return (
    <>
      <AskingApp
        frame={frame}
        view={view}
        heading={t.text("consent.heading", { app: client.name })}
        hostLabel={t.text(client.program ? "consent.claims_host" : "consent.answer_to")}
      />
      {!client.reviewed && (
        <div className="mt-6">
          <Notice tone="warn">
            {t.rich(client.program ? "consent.not_reviewed_program" : "consent.not_reviewed_text", {
              brand: branding.name,
              host: <bdi key="host">{client.hostName}</bdi>,
            })}
          </Notice>
        </div>
      )}
      {answer(
        <>
          <ConsentScopes t={t} view={view} />
          <ConsentDuration t={t} view={view} />
        </>,
      )}
    </>
  );
}
