import type { ConsentScope, ConsentView } from "#server/authorization-server/consent-service.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Badge } from "../parts/badge.tsx";
import { Icon } from "../parts/icon.tsx";
import { ScopeText } from "../parts/scope-list.tsx";

/** What the app will be able to do, grouped by what it touches. Optional ones have a box to untick. */
export function ConsentScopes({ t, view }: { t: Translator; view: Pick<ConsentView, "client" | "groups"> }) {
  const app = view.client.name;
  const hasOptional = view.groups.some(({ scopes }) => scopes.some(({ optional }) => optional));
  return (
    <>
      <h2 className="font-semibold">{t.text("consent.will_be_able", { app })}</h2>
      <div className="mt-3 overflow-hidden rounded-xl border border-line">
        {view.groups.map(({ title, scopes }) => (
          <fieldset key={title} className="border-line [&:not(:first-child)]:border-t">
            <legend className="float-start w-full bg-sunken px-4 py-2 font-medium text-muted text-sm">
              {t.serverText(title)}
            </legend>
            <ul className="clear-both divide-y divide-line">
              {scopes.map((scope) => (
                <li key={scope.name}>
                  {scope.optional ? <OptionalScope t={t} scope={scope} /> : <RequiredScope t={t} scope={scope} />}
                </li>
              ))}
            </ul>
          </fieldset>
        ))}
      </div>
      {hasOptional && (
        <p className="mt-2 text-muted text-sm">
          {t.text("consent.optional_hint")} {t.text("consent.required_hint", { app })}
        </p>
      )}
    </>
  );
}

const row = "flex items-start gap-3 px-4 py-3";

function RequiredScope({ t, scope }: { t: Translator; scope: ConsentScope }) {
  return (
    <div className={row}>
      <Icon name="check" className="mt-0.5 size-5 text-accent" />
      <ScopeText t={t} scope={scope}>
        {scope.alreadyGranted && <Badge>{t.text("consent.already")}</Badge>}
      </ScopeText>
    </div>
  );
}

function OptionalScope({ t, scope }: { t: Translator; scope: ConsentScope }) {
  return (
    <label className={`${row} cursor-pointer hover:bg-sunken`}>
      <input type="checkbox" name="scope" value={scope.name} defaultChecked className="mt-0.5 size-5 shrink-0" />
      <ScopeText t={t} scope={scope}>
        <Badge tone="accent">{t.text("consent.optional")}</Badge>
        {scope.alreadyGranted && <Badge>{t.text("consent.already")}</Badge>}
      </ScopeText>
    </label>
  );
}
