/** Every security-relevant act, closed: adding one means adding it here. */
export const auditEventTypes = [
  "sign_in.started",
  "sign_in.succeeded",
  "sign_in.refused",
  "sign_in.cancelled",
  "account.created",
  "account.disabled",
  "account.enabled",
  "account.deleted",
  "access.ended",
  "invitation.accepted",
  "identity.linked",
  "role.assigned",
  "role.removed",
  "identity.removed",
  "session.started",
  "session.raised",
  "session.ended",
  "session.refused",
  "forward_auth.signed_in",
  "forward_auth.refused",
  "upstream_token.refreshed",
  "upstream_token.ended",
  "upstream_token.revoked",
  "consent.granted",
  "consent.denied",
  "authorization.refused",
  "token.issued",
  "token.refused",
  "token.revoked",
  "token.reuse_detected",
  "app_access.revoked",
  "client.registered",
  "client.updated",
  "client.deleted",
  "logout.backchannel_received",
  "logout.backchannel_sent",
  "signing_key.created",
  "signing_key.retired",
  "request.refused",
  "admin.read",
  "admin.changed",
  "admin.refused",
] as const;

export type AuditEventType = (typeof auditEventTypes)[number];

/** The account, the act and its outcome. Address, user agent and request id are filled in from the request context. */
export interface AuditEntry {
  type: AuditEventType;
  outcome: "success" | "failure";
  userId?: string | undefined;
  sessionId?: string | undefined;
  clientId?: string | undefined;
  providerId?: string | undefined;
  /** Who did it, where that isn't the person it is about: `user:<id>`, `client:<id>` or `operator`. */
  actor?: string | undefined;
  /** Short public facts: codes, scopes, counts. Never a token, a secret or a whole URL with a query. */
  details?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** Append-only. `record` never throws and never delays the caller: entries are written in the background, in order. */
export interface AuditLog {
  record(entry: AuditEntry): void;
  /** Waits until everything recorded so far is in the database (shutdown, tests). */
  flush(): Promise<void>;
}
