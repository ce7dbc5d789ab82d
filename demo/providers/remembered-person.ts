import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { readCookie } from "#demo/http/cookie.ts";
import { findPerson, type Person } from "#demo/people.ts";
import type { ProviderName } from "./provider-controls.ts";

/** Who is signed in at the provider in this browser. */
export interface RememberedPerson {
  person: Person;
  authTimeSeconds: number;
  sid: string;
}

const lifetimeSeconds = 8 * 3600;

export function rememberedPerson(request: IncomingMessage, provider: ProviderName): RememberedPerson | undefined {
  const [id, authTime, sid] = (readCookie(request, cookieName(provider)) ?? "").split("~");
  const person = findPerson(id);
  const authTimeSeconds = Number(authTime);
  if (!person || !sid || !Number.isSafeInteger(authTimeSeconds)) return undefined;
  return { person, authTimeSeconds, sid };
}

/** Choosing a person is signing in: the time is now. The session id stays while it is the same person. */
export function signInAs(person: Person, before: RememberedPerson | undefined): RememberedPerson {
  const sid = before?.person.id === person.id ? before.sid : randomUUID();
  return { person, authTimeSeconds: Math.floor(Date.now() / 1000), sid };
}

/** Unsigned: at a pretend provider every visitor may be any person. */
export function rememberCookie(provider: ProviderName, { person, authTimeSeconds, sid }: RememberedPerson): string {
  return `${cookieName(provider)}=${person.id}~${authTimeSeconds}~${sid}; Path=/${provider}; Max-Age=${lifetimeSeconds}; HttpOnly; SameSite=Lax`;
}

export function forgetCookie(provider: ProviderName): string {
  return `${cookieName(provider)}=; Path=/${provider}; Max-Age=0; HttpOnly; SameSite=Lax`;
}

function cookieName(provider: ProviderName): string {
  return `demo-${provider}-person`;
}
