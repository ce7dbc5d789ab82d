import type { ConsentView } from "#server/authorization-server/consent-service.ts";
import type { Frame } from "../frame/frame.ts";
import { AppIcon } from "../parts/app-icon.tsx";
import { Badge } from "../parts/badge.tsx";

/** Who asks: the name it gave itself, and what it can't make up, the host that the answer goes to. */
export function ConsentApp({ frame: { t, branding }, view }: { frame: Frame; view: ConsentView }) {
  const { client, usedBefore } = view;
  return (
    <div className="flex flex-col items-center text-center">
      <AppIcon name={client.name} logoUri={client.logoUri} size="large" />
      <h1 className="mt-4 font-semibold text-2xl tracking-tight">{t.text("consent.heading", { app: client.name })}</h1>
      <p className="mt-1 text-muted">
        {t.text("consent.answer_to")} <strong className="font-semibold text-ink">{client.hostName}</strong>
      </p>
      <ul className="mt-3 flex flex-wrap justify-center gap-2">
        {client.reviewed && (
          <li>
            <Badge tone="good" icon="shield">
              {t.text("consent.reviewed", { brand: branding.name })}
            </Badge>
          </li>
        )}
        <li>
          <Badge>{t.text(usedBefore ? "consent.used_before" : "consent.first_time")}</Badge>
        </li>
      </ul>
    </div>
  );
}
