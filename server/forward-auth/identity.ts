import type { ClaimRule } from "#server/claims/claim-rule.ts";
import { releaseClaims } from "#server/claims/release-claims.ts";
import { proxyHeaders, proxyMembers, toldValue } from "#server/claims/told-claims.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** What takes the headers: an answer, or a dry run. */
interface HeaderSink {
  setHeader(name: string, value: string): unknown;
}

/** With the rest of the head it fits into the 16 kB that the examples give a proxy for it; many proxies have 4 kB by default. */
export const groupsMaxBytes = 12_000;

/**
 * Says who it is as oauth2-proxy does. Only a verified address leaves: the app behind takes it for who this is. What is not
 * known is sent empty rather than left out, since proxies that copy headers leave the caller's own in place of a missing one.
 * Groups that are longer than 12,000 bytes together are none, because a proxy refuses a head that is too long for its buffer.
 */
export function setIdentityHeaders(
  response: HeaderSink,
  session: LiveSession,
  onGroupsLeftOut: (session: LiveSession, bytes: number) => void,
): void {
  for (const header of proxyHeaders) {
    const value = toldValue(session, header);
    const isList = typeof value === "object";
    const text = headerValue(isList ? value.join(",") : String(value ?? ""));
    const fits = !isList || text.length <= groupsMaxBytes;
    if (!fits) onGroupsLeftOut(session, text.length);
    response.setHeader(header.name, fits ? text : "");
  }
}

/** The headers of the operator's rules, beside those of oauth2-proxy; empty where nothing is known, for the same reason. */
export function setRuledHeaders(
  response: HeaderSink,
  session: LiveSession,
  rules: readonly ClaimRule[],
  onCut: (cut: readonly string[], where: { place: string; user: string }) => void,
): void {
  if (rules.length === 0) return;
  const { claims, cut } = releaseClaims(rules, "forward_auth", session, undefined);
  if (cut.length > 0) onCut(cut, { place: "forward_auth", user: session.userId });
  for (const { claim, header } of rules) {
    const value = claims[claim];
    const text = typeof value === "object" ? value.join(",") : String(value ?? "");
    if (header !== undefined) response.setHeader(header, headerValue(text));
  }
}

/** The same as JSON, for `/oauth2/userinfo`: oauth2-proxy's members, and the operator's claims beside them. */
export function identityJson(
  session: LiveSession,
  rules: readonly ClaimRule[],
  onCut: (cut: readonly string[], where: { place: string; user: string }) => void,
): Record<string, unknown> {
  const { claims, cut } = releaseClaims(rules, "forward_auth", session, undefined);
  if (cut.length > 0) onCut(cut, { place: "forward_auth", user: session.userId });
  // JSON leaves out what is undefined.
  const members = proxyMembers.map((member) => [member.name, toldValue(session, member)] as const);
  return { ...Object.fromEntries(members), ...claims };
}

/** UTF-8 in a header's bytes, as oauth2-proxy sends it; control characters would end the header. */
function headerValue(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here
  return Buffer.from(text.replace(/[\u0000-\u001f\u007f]/g, "")).toString("latin1");
}
