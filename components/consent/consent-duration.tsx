import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Icon } from "../parts/icon.tsx";
import { ConsentScopeRow } from "./consent-scope-row.tsx";

const daySeconds = 24 * 60 * 60;

/** How long an app keeps what it gets, whether that goes on while the person is away, and how to take it back. */
export function ConsentDuration({
  t,
  view: { offlineScope, offlineSeconds },
}: {
  t: Translator;
  view: Pick<ConsentView, "offlineScope" | "offlineSeconds">;
}) {
  return (
    <>
      <h2 className="mt-6 font-semibold">{t.text("consent.duration")}</h2>
      {offlineScope && (
        <div className="mt-3 overflow-hidden rounded-xl border border-line">
          <ConsentScopeRow t={t} scope={offlineScope} />
        </div>
      )}
      <p className={`flex gap-3 ${offlineScope ? "mt-3" : "mt-1"}`}>
        <Icon name="clock" className="mt-0.5 size-5 text-muted" />
        <span>
          {howLong(t, offlineSeconds, offlineScope?.optional)} {t.rich("consent.revocable")}
        </span>
      </p>
    </>
  );
}

function howLong(t: Translator, offlineSeconds: number | undefined, optional = false): string {
  if (offlineSeconds === undefined) return t.text("consent.duration_while");
  const days = Math.max(1, Math.round(offlineSeconds / daySeconds));
  return t.text(optional ? "consent.duration_optional" : "consent.duration_offline", { days });
}
