import type { ResolvedConfig } from "#server/config/config-schema.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import type { ApiConfig } from "./api-schema.ts";
import { type HeaderMistake, headerMistakes } from "./header-mistakes.ts";

type ApiMistake = Omit<SettingsMistake, "setting"> & {
  field: "token" | "scopes" | "clientCredentials" | HeaderMistake["field"];
};

const kindsWithClientToken: readonly string[] = ["client", "user_or_client"];

/** Contradictions between an API's settings and others, found at the start instead of at every call. */
export function apiMistakes(
  api: ApiConfig,
  { resources }: Pick<ResolvedConfig, "resources">,
  providers: readonly ProviderSettings[],
  broken: ReadonlySet<string>,
): ApiMistake[] {
  const mistakes: ApiMistake[] = headerMistakes(api);
  const ofProvider = api.token.startsWith("provider:");
  const id = api.token.slice("provider:".length);
  if (ofProvider && !broken.has("providers") && !providers.some((provider) => provider.id === id)) {
    mistakes.push({
      field: "token",
      problem: `There is no provider “${id}”.`,
      fix: "Name a configured provider.",
    });
  }
  if (api.clientCredentials && !kindsWithClientToken.includes(api.token)) {
    mistakes.push({
      field: "clientCredentials",
      problem: `With token “${api.token}” no call uses them.`,
      fix: "Set token to client or user_or_client, or leave them out.",
    });
  }
  // Tokens of other issuers have scopes that those define, and an undeclared resource has no scopes to compare with.
  const oursAlone = !ofProvider && !(api.clientCredentials && api.token === "client");
  const audience = api.audience ?? api.target;
  const resource = oursAlone ? resources.find(({ identifier }) => identifier === audience) : undefined;
  const missing = resource ? api.scopes.filter((scope) => !resource.scopes.includes(scope)) : [];
  if (missing.length > 0) {
    mistakes.push({
      field: "scopes",
      problem: `The resource “${audience}” has no ${missing.map((scope) => `“${scope}”`).join(", ")}.`,
      fix: "Add it to the resource's scopes, or leave it out here.",
    });
  }
  return mistakes;
}
