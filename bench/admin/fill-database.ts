import { createHash } from "node:crypto";
import pg from "pg";

export interface Filling {
  people: number;
  sessions: number;
  grants: number;
  auditEvents: number;
  clientIds: readonly string[];
}

/** A UUID of version 4, the same for the same number. */
const id = (kind: string, number: string) =>
  `overlay(overlay(md5('${kind}' || ${number}) placing '4' from 13) placing '8' from 17)::uuid`;

/** The id that `fillDatabase` gives to a person. */
export function personId(number: number): string {
  const hash = createHash("md5").update(`person${number}`).digest("hex");
  return hash.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
}

/** Of names that many people share, so that a search finds from one to thousands. */
const names = {
  first:
    "(ARRAY['Ada','Alan','Barbara','Charles','Donald','Edsger','Frances','Grace','Hedy','Ivan','Jean','Katherine'])",
  last: "(ARRAY['Lovelace','Turing','Liskov','Babbage','Knuth','Dijkstra','Allen','Hopper','Lamarr','Sutherland','Bartik','Johnson'])",
};

/** What a portal writes in a year: mostly tokens, then sign-ins; one in fifty failed. */
const types = `(ARRAY['token.issued','token.issued','token.issued','token.issued','token.refused','token.refused','session.started',
  'session.ended','sign_in.refused','consent.granted'])`;

/**
 * Fills a migrated database by SQL, in batches and with the portal's own indexes in place. The same numbers give the same rows, so
 * that people, sessions, grants and events belong together.
 */
export async function fillDatabase(url: string, filling: Filling, say: (line: string) => void): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SET synchronous_commit = off");
    for (const [what, count, sql] of statements(filling)) {
      const begun = Date.now();
      const batch = 200_000;
      for (let from = 1; from <= count; from += batch) {
        await client.query(sql, [from, Math.min(count, from + batch - 1)]);
      }
      say(`${count.toLocaleString("en-US")} ${what} in ${Math.round((Date.now() - begun) / 1000)} s`);
    }
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
  }
}

function statements({ people, sessions, grants, auditEvents, clientIds }: Filling): [string, number, string][] {
  const person = (number: string) => id("person", `(1 + ${number} % ${people})`);
  const clients = `(ARRAY[${clientIds.map((clientId) => `'${clientId}'`).join(",")}])`;
  const client = `${clients}[(1 + i % ${clientIds.length})::int]`;
  const address = "'10.' || i % 200 || '.' || (i / 200) % 250 || '.' || (i / 7) % 250";
  const series = "FROM generate_series($1::bigint, $2::bigint) i";
  return [
    [
      "people",
      people,
      `INSERT INTO users (id, display_name, username, email, email_verified, created_at, last_sign_in_at, disabled_at)
       SELECT ${id("person", "i")}, ${names.first}[(1 + i % 12)::int] || ' ' || ${names.last}[(1 + (i / 12) % 12)::int] || ' ' || i,
         'person' || i, 'person' || i || '@example' || i % 50 || '.com', true,
         now() - i * interval '2 minutes', now() - (i * 7919 % ${people}) * interval '1 minute',
         CASE WHEN i % 400 = 0 THEN now() END ${series}`,
    ],
    [
      "identities",
      people,
      `INSERT INTO identities (id, user_id, provider_id, issuer, subject, email, email_verified, last_sign_in_at, groups)
       SELECT ${id("identity", "i")}, ${id("person", "i")}, (ARRAY['google','microsoft-entra-id','github'])[(1 + i % 3)::int],
         'https://provider.example/' || i % 3, 'subject-' || i, 'person' || i || '@example' || i % 50 || '.com', true, now(),
         ARRAY['team-' || i % 100] ${series}`,
    ],
    [
      "sessions",
      sessions,
      `INSERT INTO sessions (id, id_hash, user_id, identity_id, provider_id, user_agent, client_address, auth_time, created_at,
         last_active_at, expires_at, amr)
       SELECT ${id("session", "i")}, decode(md5('hash' || i), 'hex'), ${person("i")},
         ${id("identity", `(1 + i % ${people})`)}, (ARRAY['google','microsoft-entra-id','github'])[(1 + i % 3)::int], 'Bench/1.0',
         ${address}, now() - i % 500000 * interval '1 second', now() - i % 500000 * interval '1 second',
         now() - i * 7919 % 400000 * interval '1 second', now() + interval '30 days', ARRAY[]::text[] ${series}`,
    ],
    [
      "grants",
      grants,
      `INSERT INTO app_grants (id, grant_id, user_id, client_id, scopes, granted_at, updated_at, last_used_at, last_used_for)
       SELECT ${id("grant", "i")}, 'grant' || i, ${person(`(i / ${clientIds.length})`)}, ${client}, ARRAY['openid','profile'],
         now() - i * interval '30 seconds', now(), now() - i % 90 * interval '1 day', 'calls' ${series}`,
    ],
    [
      "audit events",
      auditEvents,
      `INSERT INTO audit_events (at, type, outcome, user_id, client_id, provider_id, session_id, client_address, request_id, actor, details)
       SELECT now() - (${auditEvents} - i) * interval '3 seconds', ${types}[(1 + i % 10)::int],
         CASE WHEN (i / 10) % 50 = 0 THEN 'failure' ELSE 'success' END, ${person("(i * 7919)")},
         CASE WHEN i % 10 < 6 THEN ${clients}[(1 + (i / 10) % ${clientIds.length})::int] END, CASE WHEN i % 10 >= 6 THEN (ARRAY['google','microsoft-entra-id','github'])[(1 + i % 3)::int] END,
         ${id("session", `(1 + i % ${sessions})`)}, ${address}, md5('request' || i),
         CASE WHEN i % 1000 = 0 THEN 'user:' || ${person("i")} END, '{"operation":"bench"}' ${series}`,
    ],
  ];
}
