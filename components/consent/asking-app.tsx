import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { Frame } from "../frame/frame.ts";
import { AppIcon } from "../parts/app-icon.tsx";
import { Badge } from "../parts/badge.tsx";

interface AskingAppProps {
  frame: Frame;
  view: Pick<ConsentView, "client" | "usedBefore">;
  heading: string;
  /** What the host name is: where the answer goes, whose app it is, or says that it is. */
  hostLabel: string;
}

/**
 * The app that asks, on the consent page and the device page: the name it gave itself, and the host that gets the answer, which it
 * can't make up. A program on this computer that is known by a document only claims to be that document's host's.
 */
export function AskingApp({
  frame: { t, branding },
  view: { client, usedBefore },
  heading,
  hostLabel,
}: AskingAppProps) {
  return (
    <div className="flex flex-col items-center text-center">
      <AppIcon name={client.name} logoUri={client.logoUri} size="large" />
      <h1 className="mt-4 font-semibold text-2xl tracking-tight">{heading}</h1>
      {client.hostName !== client.program && (
        <p className="mt-1 text-muted">
          {hostLabel} <strong className="font-semibold text-ink">{client.hostName}</strong>
        </p>
      )}
      {client.program && (
        <p className="mt-1 text-muted">{t.rich("consent.answer_to_program", { address: client.program })}</p>
      )}
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
