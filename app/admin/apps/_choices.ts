import type { ClientChoices } from "#components/admin/apps/client-specs.ts";
import type { Translator } from "#components/messages/create-translator.ts";
import { portal } from "#server/portal.ts";

/** The scopes and APIs that an app can be given, by what people read on the consent page. */
export function clientChoices(t: Translator): ClientChoices {
  const { scopes, resources } = portal().clientChoices();
  return {
    scopes: scopes.map((scope) => ({
      value: scope.name,
      label: `${scope.name} · ${t.scope(scope).title}`,
      ...(/^portico\.admin(\.|$)/.test(scope.name) ? { folded: t.text("admin.apps.scopes_of_administration") } : {}),
    })),
    resources: resources.map(({ identifier, name, translations }) => ({
      value: identifier,
      label: `${t.group({ title: name, translations })} · ${identifier}`,
    })),
  };
}
