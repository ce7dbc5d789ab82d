import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { Translator } from "../messages/create-translator.ts";
import { ConsentScopeRow } from "./consent-scope-row.tsx";

/** What the app will be able to do, grouped by what it touches; nothing when it asks only to go on for longer. */
export function ConsentScopes({ t, view }: { t: Translator; view: Pick<ConsentView, "client" | "groups"> }) {
  const app = view.client.name;
  if (view.groups.length === 0) return null;
  const hasOptional = view.groups.some(({ scopes }) => scopes.some(({ optional }) => optional));
  return (
    <>
      <h2 className="font-semibold">{t.text("consent.will_be_able", { app })}</h2>
      <div className="mt-3 overflow-hidden rounded-xl border border-line">
        {view.groups.map((group) => (
          <fieldset key={group.api?.title ?? "person"} className="border-line [&:not(:first-child)]:border-t">
            <legend className="float-start w-full bg-sunken px-4 py-2 font-medium text-muted text-sm">
              {group.api ? t.group(group.api) : t.text("consent.group_profile")}
            </legend>
            <ul className="clear-both divide-y divide-line">
              {group.scopes.map((scope) => (
                <li key={scope.name}>
                  <ConsentScopeRow t={t} scope={scope} />
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
