import type { ServerResponse } from "node:http";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** With the rest of the head it fits into the 16 kB that the examples give a proxy for it; many proxies have 4 kB unless told. */
export const groupsMaxBytes = 12_000;

/**
 * Says who it is as oauth2-proxy does. Only a verified address leaves: the app behind takes it for who this is. What is not
 * known is sent empty rather than left out, since proxies that copy headers leave the caller's own in place of a missing one.
 * Groups that are longer than 12,000 bytes together are none, because a proxy refuses a head that is too long for its buffer.
 */
export function setIdentityHeaders(
  response: ServerResponse,
  session: LiveSession,
  onGroupsLeftOut: (session: LiveSession, bytes: number) => void,
): void {
  const groups = headerValue(session.groups.join(","));
  const fits = groups.length <= groupsMaxBytes;
  if (!fits) onGroupsLeftOut(session, groups.length);
  response.setHeader("X-Auth-Request-User", headerValue(session.userId));
  response.setHeader("X-Auth-Request-Email", headerValue(session.emailVerified ? session.email : undefined));
  response.setHeader("X-Auth-Request-Preferred-Username", headerValue(session.username));
  response.setHeader("X-Auth-Request-Groups", fits ? groups : "");
}

/** The same as JSON, for `/oauth2/userinfo`. */
export function identityJson(session: LiveSession): Record<string, unknown> {
  return {
    user: session.userId,
    ...(session.emailVerified && session.email !== undefined ? { email: session.email } : {}),
    groups: session.groups,
    ...(session.username === undefined ? {} : { preferredUsername: session.username }),
  };
}

/** UTF-8 in a header's bytes, as oauth2-proxy sends it; control characters would end the header. */
function headerValue(text = ""): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here
  return Buffer.from(text.replace(/[\u0000-\u001f\u007f]/g, "")).toString("latin1");
}
