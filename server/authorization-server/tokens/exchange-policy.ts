import {
  allowedScopesAt,
  type GrantPayload,
  refusedScopesAt,
} from "#server/authorization-server/grants/grant-payload.ts";

/** What an exchange is about, at the API that the new token would be for. */
export interface ExchangeTarget {
  identifier: string;
  /** What the exchanging client is registered for there. */
  registered: readonly string[];
  /** What the operator lets it do there for others (`exchangeScopes`). */
  entrusted: readonly string[];
}

/** The subject of the exchanged token: a person, with their consent to the app that holds it, or a service. */
export type ExchangedFor =
  | { kind: "person"; grant: GrantPayload | undefined; holdsItself: boolean }
  | { kind: "service"; scopes: readonly string[] };

/**
 * The scopes that an exchange may give: it is no way around consent.
 *
 * - An app that exchanges a token of its own gets what the person allowed it at the target.
 * - An API that received the token gets that much too, and beyond it what the operator entrusted to it, but nothing that
 *   the person refused the app.
 * - For a service, an API gets what that service may have itself, and what the operator entrusted to the API.
 *
 * Spec: RFC 8693 §2.1 (scope), §5.
 */
export function exchangeableScopes({ identifier, registered, entrusted }: ExchangeTarget, speaker: ExchangedFor) {
  if (speaker.kind === "service") {
    return registered.filter((scope) => speaker.scopes.includes(scope) || entrusted.includes(scope));
  }
  const allowed = speaker.grant ? allowedScopesAt(speaker.grant, identifier) : [];
  const refused = speaker.grant ? refusedScopesAt(speaker.grant, identifier) : [];
  const beyond = speaker.holdsItself ? [] : entrusted;
  return registered.filter((scope) => !refused.includes(scope) && (allowed.includes(scope) || beyond.includes(scope)));
}
