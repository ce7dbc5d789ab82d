import type { Translator } from "../../messages/create-translator.ts";
import { ButtonLink } from "../../parts/button.tsx";

/** Goes on in a list, or back to its beginning. Lists have no page numbers: they grow while they are read. */
export function Pager({
  t,
  startHref,
  nextHref,
}: {
  t: Translator;
  startHref: string | undefined;
  nextHref: string | undefined;
}) {
  if (!startHref && !nextHref) return null;
  return (
    <nav aria-label={t.text("admin.pager.label")} className="mt-5 flex flex-wrap justify-between gap-3">
      {startHref ? (
        <ButtonLink kind="secondary" href={startHref}>
          {t.text("admin.pager.start")}
        </ButtonLink>
      ) : (
        <span />
      )}
      {nextHref && (
        <ButtonLink kind="secondary" href={nextHref} rel="next">
          {t.text("admin.pager.next")}
        </ButtonLink>
      )}
    </nav>
  );
}
