import { redirect } from "next/navigation";
import { cache } from "react";
import { portal } from "#server/portal.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { orErrorPage } from "./_error-page.ts";
import { cookieHeader } from "./_request.ts";

/** The session of the request; authenticated once per rendering. */
export const currentSession = cache((): Promise<LiveSession | null> => {
  return orErrorPage(async () => portal().sessions.authenticate(await cookieHeader()));
});

/** The session, or off to the sign-in page and back. */
export async function requireSession(returnPath: string): Promise<LiveSession> {
  const session = await currentSession();
  if (!session) redirect(signInPath(returnPath));
  return session;
}

export function signInPath(returnPath: string, extra: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams({ return_to: returnPath });
  for (const [name, value] of Object.entries(extra)) if (value) query.set(name, value);
  return `/sign-in?${query}`;
}
