import type { ApiTable } from "#server/bff/calls/api-table.ts";
import type { AttachedTokens } from "#server/bff/calls/tokens/attached-tokens.ts";
import type { Settings } from "#server/config/settings.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** What `/bff/diagnostics` shows a developer: the compiled routes, the session, when tokens are renewed. Never a token. */
export function describeBff(
  settings: Pick<Settings, "mode" | "publicUrl" | "frontendOrigins">,
  table: ApiTable,
  tokens: AttachedTokens,
  session: LiveSession | null,
  open: { webSockets: number; connections: number },
) {
  return {
    mode: settings.mode,
    publicUrl: settings.publicUrl,
    frontendOrigins: settings.frontendOrigins,
    apis: table.routes.map((route) => ({
      name: route.name,
      path: `/bff/api/${route.name}`,
      target: route.settings.target,
      token: route.settings.token,
      audience: route.settings.audience,
      scopes: route.settings.scopes,
      methods: [...route.methods],
      prefixes: route.prefixes.map((prefix) => prefix || "/"),
      webSocket: route.settings.websocket,
    })),
    session: session && {
      sid: session.id,
      provider: session.providerId,
      expiresAtSeconds: session.expiresAtSeconds,
      idleExpiresAtSeconds: session.idleExpiresAtSeconds,
    },
    tokens: session ? tokens.describe(session) : [],
    openWebSockets: open.webSockets,
    // Calls being answered and WebSockets, as far as a session allowed them.
    openConnections: open.connections,
  };
}
