import type { EventEmitter } from "node:events";
import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import type { AuditEventType, AuditLog } from "#server/audit/audit-event.ts";
import { loggedPath } from "#server/http/log/logged-path.ts";
import type { Logger } from "#server/http/log/logger.ts";

/** Writes what the protocol did into the audit log, and what broke into the log. */
export function auditProtocol(provider: Provider, audit: AuditLog, log: Logger): void {
  const record = (ctx: KoaContextWithOIDC, type: AuditEventType, outcome: "success" | "failure", facts: object = {}) =>
    audit.record({
      type,
      outcome,
      userId: ctx.oidc.account?.accountId,
      clientId: ctx.oidc.client?.clientId,
      details: { ...facts },
    });

  provider.on("grant.success", (ctx) => {
    const { entities, params } = ctx.oidc;
    const token = entities.AccessToken ?? entities.ClientCredentials;
    record(ctx, "token.issued", "success", {
      grant_type: String(params?.["grant_type"]),
      scopes: [...(token?.scopes ?? [])],
      ...(typeof token?.aud === "string" ? { audience: token.aud } : {}),
    });
  });
  provider.on("grant.error", (ctx, error) => {
    // A device asks every few seconds until its person has decided: nothing was refused.
    if (error instanceof errors.AuthorizationPending || error instanceof errors.SlowDown) return;
    record(ctx, "token.refused", "failure", { error: error.message });
  });
  provider.on("authorization.error", (ctx, error) =>
    record(ctx, "authorization.refused", "failure", { error: error.message }),
  );
  const revoked = (kind: string) => (token: { clientId?: string | undefined; accountId?: string | undefined }) =>
    audit.record({
      type: "token.revoked",
      outcome: "success",
      clientId: token.clientId,
      userId: token.accountId,
      details: { kind },
    });
  provider.on("access_token.destroyed", revoked("access_token"));
  provider.on("refresh_token.destroyed", revoked("refresh_token"));
  provider.on("client_credentials.destroyed", (token) => revoked("client_credentials")({ clientId: token.clientId }));
  provider.on("server_error", (ctx, error) =>
    log.error("authorization server failed", { error, path: loggedPath(ctx["path"]) }),
  );
  // Without a listener Koa prints the whole message to stderr, whatever it quotes: a code or a token among it.
  (provider as EventEmitter).on("error", (error: Error) => {
    log.error("authorization server failed", { name: error.name, at: error.stack?.split("\n").find(isFrame)?.trim() });
  });
}

function isFrame(line: string): boolean {
  return line.startsWith("    at ");
}
