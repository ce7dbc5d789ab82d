import type { ConsentScope } from "#server/authorization-server/consent/consent-service.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Badge } from "../parts/badge.tsx";
import { Icon } from "../parts/icon.tsx";
import { ScopeText } from "../parts/scope-list.tsx";

/** One scope of the question. An optional one has a box to untick. */
export function ConsentScopeRow({ t, scope }: { t: Translator; scope: ConsentScope }) {
  return scope.optional ? <OptionalScope t={t} scope={scope} /> : <RequiredScope t={t} scope={scope} />;
}

const row = "flex items-start gap-3 px-4 py-3";

function RequiredScope({ t, scope }: { t: Translator; scope: ConsentScope }) {
  return (
    <div className={row}>
      <Icon name="check" className="mt-0.5 size-5 text-accent" />
      <ScopeText t={t} scope={scope} more={moreOf(t, scope)}>
        {scope.alreadyGranted && <Badge>{t.text("consent.already")}</Badge>}
      </ScopeText>
    </div>
  );
}

function OptionalScope({ t, scope }: { t: Translator; scope: ConsentScope }) {
  return (
    <label className={`${row} cursor-pointer hover:bg-sunken`}>
      <input type="checkbox" name="scope" value={scope.name} defaultChecked className="mt-0.5 size-5 shrink-0" />
      <ScopeText t={t} scope={scope} more={moreOf(t, scope)}>
        <Badge tone="accent">{t.text("consent.optional")}</Badge>
        {scope.alreadyGranted && <Badge>{t.text("consent.already")}</Badge>}
      </ScopeText>
    </label>
  );
}

/** What the operator's rules release beside what the scope's words say, by the names of the claims. */
function moreOf(t: Translator, { alsoReleases }: ConsentScope): string | undefined {
  return alsoReleases.length > 0 ? t.text("consent.also", { claims: alsoReleases.join(", ") }) : undefined;
}
