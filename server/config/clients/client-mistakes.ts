import type { ResolvedConfig } from "#server/config/config-schema.ts";
import type { ClientSettings, Mode } from "#server/config/settings.ts";
import { frontchannelLogoutProblem } from "./frontchannel-logout-problem.ts";
import { mutualTlsMistakes } from "./mutual-tls-mistakes.ts";
import { clientRedirectProblem } from "./redirect-uri-problem.ts";

export interface ClientMistake {
  field: string;
  problem: string;
  fix: string;
}

/** What a client's settings contradict in themselves or elsewhere, in the order in which an operator reads them. */
export function clientMistakes(
  client: ClientSettings,
  config: Pick<ResolvedConfig, "resources" | "mutualTls">,
  mode: Mode,
  broken: ReadonlySet<string>,
): ClientMistake[] {
  return [
    ...addressMistakes(client, mode),
    ...(broken.has("resources") ? [] : resourceMistakes(client, config)),
    ...mutualTlsMistakes(client, config, broken),
    ...secretMistakes(client),
  ];
}

function addressMistakes(client: ClientSettings, mode: Mode): ClientMistake[] {
  const mistakes: ClientMistake[] = [];
  const kind = { native: client.applicationType === "native", loopbackForWeb: mode !== "production" };
  for (const uri of [...client.redirectUris, ...client.postLogoutRedirectUris]) {
    const problem = clientRedirectProblem(uri, kind);
    if (!problem) continue;
    mistakes.push({
      field: "redirectUris",
      problem: `“${uri}” ${problem}.`,
      fix: "Register the exact absolute https address, without fragment; for an app on the person's device set applicationType: “native”.",
    });
  }
  const frame = client.frontchannelLogoutUri;
  const frameProblem = frame === undefined ? undefined : frontchannelLogoutProblem(frame, client.redirectUris);
  if (frameProblem) {
    mistakes.push({
      field: "frontchannelLogoutUri",
      problem: `“${frame}” ${frameProblem}.`,
      fix: "Name an address of the app beside its redirect addresses, without fragment.",
    });
  }
  if (client.grantTypes.includes("authorization_code") && client.redirectUris.length === 0) {
    mistakes.push({
      field: "redirectUris",
      problem: "The authorization code grant needs at least one.",
      fix: "Add it, or leave authorization_code out of grantTypes.",
    });
  }
  return mistakes;
}

function resourceMistakes(client: ClientSettings, { resources }: Pick<ResolvedConfig, "resources">): ClientMistake[] {
  const declared = new Set(resources.map(({ identifier }) => identifier));
  return [...client.resources, ...client.introspects]
    .filter((resource) => !declared.has(resource))
    .map((resource) => ({
      field: "resources",
      problem: `“${resource}” is not declared.`,
      fix: "Declare it under resources, spelled the same.",
    }));
}

function secretMistakes(client: ClientSettings): ClientMistake[] {
  const mistakes: ClientMistake[] = [];
  const hasSecret = client.secretHashes.length > 0;
  const hasKey = Boolean(client.jwksUri || client.tlsClientAuthSubjectDn);
  if (client.grantTypes.includes("client_credentials") && !hasSecret && !hasKey) {
    mistakes.push({
      field: "clientSecret",
      problem: "Client credentials need a secret or a key.",
      fix: "Set clientSecret, clientSecretHash or jwksUri.",
    });
  }
  if (!client.requirePkce && !hasSecret) {
    mistakes.push({
      field: "requirePkce",
      problem: "A public client can't do without PKCE.",
      fix: "Remove requirePkce: false.",
    });
  }
  return mistakes;
}
