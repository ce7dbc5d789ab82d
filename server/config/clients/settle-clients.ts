import { createHash } from "node:crypto";
import { settleAllow } from "#server/config/access/settle-allow.ts";
import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import type { ClientSettings, Mode } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { bffClientId } from "./bff-client-id.ts";
import { clientMistakes } from "./client-mistakes.ts";
import type { ClientConfig } from "./client-schema.ts";

/** Checks what the schema can't see, and keeps secrets as hashes only. */
export function settleClients(
  config: ResolvedConfig,
  mistakes: SettingsMistake[],
  mode: Mode,
  gaps: ConfigGaps = noGaps,
): ClientSettings[] {
  const seen = new Set<string>();
  const allowContext = { providers: config.providers, providersAreBroken: gaps.broken.has("providers") };
  return config.clients.map((client, index) => {
    const setting = `clients[${gaps.indexOf(client) ?? index}] (${client.clientId})`;
    if (seen.has(client.clientId)) {
      mistakes.push({
        setting: `${setting}.clientId`,
        problem: "It is used twice.",
        fix: "Give each client its own id.",
      });
    }
    seen.add(client.clientId);
    if (client.clientId === bffClientId) {
      const problem = "It is the portal's own, in the tokens that it attaches to calls of APIs.";
      mistakes.push({ setting: `${setting}.clientId`, problem, fix: "Give the client another id." });
    }
    const { clientSecret, clientSecretHash, allow: _given, ...rest } = client;
    const allow = settleAllow(client.allow, `${setting}.allow`, allowContext, mistakes);
    const settled = { ...rest, secretHashes: secretHashes(client), ...(allow && { allow }) };
    for (const { field, problem, fix } of clientMistakes(settled, config, mode, gaps.broken)) {
      mistakes.push({ setting: `${setting}.${field}`, problem, fix });
    }
    return settled;
  });
}

function secretHashes({ clientSecret, clientSecretHash }: ClientConfig): string[] {
  return [
    ...(clientSecret ? [createHash("sha256").update(clientSecret).digest("base64url")] : []),
    ...[clientSecretHash ?? []].flat().map((hash) => hash.slice("sha256:".length)),
  ];
}
