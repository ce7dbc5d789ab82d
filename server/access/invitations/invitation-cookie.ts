import { type CookieSite, cookieValues, ownCookieName, setCookie } from "#server/http/cookies/cookies.ts";

/** Time enough to make an account at a provider. */
const lifetimeSeconds = 60 * 60;

/**
 * The cookie that carries an invitation through the sign-in: only the browser in which the link was opened and accepted has it.
 *
 * It holds the link's token. Two values are none, because one of them was planted.
 */
export function createInvitationCookie(site: CookieSite) {
  const name = ownCookieName(site, "-invitation");
  const attributes = { secure: site.secure, sameSite: "Lax" } as const;
  return {
    set: (token: string) => setCookie(name, token, { ...attributes, maxAgeSeconds: lifetimeSeconds }),
    clear: () => setCookie(name, "", { ...attributes, maxAgeSeconds: 0 }),
    read(header: string | undefined): string | undefined {
      const [token, ...others] = cookieValues(header, name);
      return others.length === 0 && token !== "" ? token : undefined;
    },
  };
}

export type InvitationCookie = ReturnType<typeof createInvitationCookie>;
