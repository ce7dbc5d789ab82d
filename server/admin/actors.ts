import type { LiveSession } from "#server/sessions/live-session.ts";
import type { AdminActor } from "./admin-actor.ts";
import { allPermissions, permissionsOf, permissionsOfScopes } from "./permissions.ts";

/**
 * The person of a session, when one of their roles may do anything here; else `null`.
 *
 * @param findSession the session as of now, by its id; what goes on for long ends at once without it.
 */
export function personActor(
  session: LiveSession,
  ofRole?: (role: string) => readonly string[],
  findSession: (sessionId: string) => Promise<LiveSession | null> = over,
): AdminActor | null {
  const person = actorOfSession(session, ofRole, findSession);
  return person.permissions.size === 0 ? null : person;
}

/** Without a role they may do nothing. */
function actorOfSession(
  session: LiveSession,
  ofRole: ((role: string) => readonly string[]) | undefined,
  findSession: (sessionId: string) => Promise<LiveSession | null>,
): AdminActor {
  return actor({
    kind: "person",
    name: `user:${session.userId}`,
    systemUser: undefined,
    userId: session.userId,
    clientId: undefined,
    permissions: permissionsOf(session.roles, ofRole),
    signedInAtSeconds: session.authTimeSeconds,
    async asOfNow() {
      const now = await findSession(session.id);
      return now && actorOfSession(now, ofRole, findSession);
    },
  });
}

/** What a verified access token of the API says. */
export interface VerifiedToken {
  clientId: string;
  scopes: readonly string[];
  /** The person who gave it: with their roles now, and when they signed in. `undefined` for client credentials. */
  person: { userId: string; roles: readonly string[]; signedInAtSeconds: number } | undefined;
}

/**
 * A client of the API. With a person it may do what both the scopes and the person's roles allow.
 *
 * @param asOfNow the same by what the token says now; what goes on for long ends at once without it.
 */
export function clientActor(
  token: VerifiedToken,
  ofRole?: (role: string) => readonly string[],
  asOfNow: AdminActor["asOfNow"] = over,
): AdminActor {
  const { clientId, person } = token;
  const byScopes = permissionsOfScopes(token.scopes);
  return actor({
    kind: "client",
    name: person ? `user:${person.userId}` : `client:${clientId}`,
    systemUser: undefined,
    userId: person?.userId,
    clientId,
    permissions: person ? both(byScopes, permissionsOf(person.roles, ofRole)) : byScopes,
    signedInAtSeconds: person?.signedInAtSeconds,
    asOfNow,
  });
}

const over = async () => null;

/**
 * The command line: a process that can read the portal's secrets and database can do everything without it. `systemUser` is the
 * user of the operating system, for the record.
 */
export function operatorActor(systemUser?: string): AdminActor {
  return actor({
    kind: "operator",
    name: "operator",
    systemUser,
    userId: undefined,
    clientId: undefined,
    permissions: allPermissions,
    signedInAtSeconds: undefined,
    asOfNow: async () => operatorActor(systemUser),
  });
}

function both<T>(some: ReadonlySet<T>, others: ReadonlySet<T>): ReadonlySet<T> {
  return new Set([...some].filter((one) => others.has(one)));
}

function actor(
  facts: { [Name in keyof AdminActor as Name extends string ? Name : never]: AdminActor[Name] },
): AdminActor {
  return facts as unknown as AdminActor;
}
