/** What an administrator asks: by a page of the console, or by the API. */
export interface Question {
  title: string;
  path: string;
}

export interface Known {
  /** A person of the filled database who has sessions, grants and events. */
  userId: string;
  clientId: string;
  requestId: string;
}

const api = "/admin/api/v1";

/** Every list with each of its filters, where a filter finds much, little and nothing. */
export function questionsOf({ userId, clientId, requestId }: Known): readonly Question[] {
  const asked: Record<string, string> = {
    "people, newest": `${api}/users`,
    "people, last active": `${api}/users?sort=active`,
    "people by a name of thousands": `${api}/users?search=grace`,
    "people by two words": `${api}/users?search=grace+hop`,
    "people by one address": `${api}/users?search=person4321@example21.com`,
    "people by the beginning of a user name": `${api}/users?search=person4321`,
    "people by a word of nobody": `${api}/users?search=zzzzz`,
    "people, disabled": `${api}/users?state=disabled`,
    "people of a provider": `${api}/users?provider=github`,
    "people of an app": `${api}/users?app=${clientId}`,
    "people of an app by name, last active": `${api}/users?app=${clientId}&search=ada&sort=active`,
    "one person": `${api}/users/${userId}`,
    "sessions, newest": `${api}/sessions`,
    "sessions, last active": `${api}/sessions?sort=active`,
    "sessions of a person": `${api}/sessions?user=${userId}`,
    "sessions of a provider": `${api}/sessions?provider=github`,
    "sessions of a provider, last active": `${api}/sessions?provider=github&sort=active`,
    "sessions of a network": `${api}/sessions?address=10.7.0.0/16`,
    "sessions of a network, last active": `${api}/sessions?address=10.7.0.0/16&sort=active`,
    "sessions of an address of nobody": `${api}/sessions?address=192.0.2.1`,
    "grants, newest": `${api}/grants`,
    "grants of a person": `${api}/grants?user=${userId}`,
    "grants of an app": `${api}/grants?app=${clientId}`,
    "events, newest": `${api}/audit-events`,
    "events of a person": `${api}/audit-events?user=${userId}`,
    "events of a person, of a kind": `${api}/audit-events?user=${userId}&kind=session.ended`,
    "events of an app": `${api}/audit-events?app=${clientId}`,
    "events of an app that has none": `${api}/audit-events?app=bench-app-new`,
    "events of an app, failures": `${api}/audit-events?app=${clientId}&outcome=failure`,
    "events of an app, of a kind": `${api}/audit-events?app=${clientId}&kind=token.refused`,
    "events of an app, of a kind that it has not": `${api}/audit-events?app=${clientId}&kind=sign_in.refused`,
    "events of a kind": `${api}/audit-events?kind=sign_in.refused`,
    "events of a group of kinds": `${api}/audit-events?kind=session`,
    "events of a kind that never was": `${api}/audit-events?kind=account.deleted`,
    "events, failures": `${api}/audit-events?outcome=failure`,
    "events of a kind, failures": `${api}/audit-events?kind=session.started&outcome=failure`,
    "events of an address": `${api}/audit-events?address=10.7.3.9`,
    "events of a network": `${api}/audit-events?address=10.7.0.0/16`,
    "events by reference": `${api}/audit-events?reference=${requestId}`,
    "events of an actor": `${api}/audit-events?actor=operator`,
    "events of a provider in a week of last spring": `${api}/audit-events?provider=github&from=2026-04-01T00:00:00Z&to=2026-04-08T00:00:00Z`,
    "use of one app in a list": `${api}/client-usage?clientIds=${clientId}`,
    "use of an app that has none": `${api}/client-usage?clientIds=bench-app-new`,
    "statistics of an app": `${api}/clients/${clientId}/statistics`,
    "page: overview": "/admin",
    "page: people": "/admin/people",
    "page: people by name": "/admin/people?search=grace+hop",
    "page: one person": `/admin/people/${userId}`,
    "page: sessions": "/admin/sessions",
    "page: grants": "/admin/grants",
    "page: apps": "/admin/apps",
    "page: events": "/admin/audit",
    "page: events of an app": `/admin/audit?app=${clientId}`,
  };
  return Object.entries(asked).map(([title, path]) => ({ title, path }));
}
