import type { Acts, Choice } from "./contain-choice.ts";

/** Codes and tokens; sessions, grants and clients are no tokens. */
const tokenModels = ["AccessToken", "RefreshToken", "ClientCredentials", "AuthorizationCode", "DeviceCode"] as const;

/** Tokens that an API accepts, of a person or of a client alone. */
export const accessTokenModels: readonly string[] = ["AccessToken", "ClientCredentials"];

/** For `model IN (…)`. */
export const accessTokenModelList = accessTokenModels.map((model) => `'${model}'`).join(", ");
export const tokenModelList = tokenModels.map((model) => `'${model}'`).join(", ");

/** Adds a parameter to a statement; returns its place, with a cast. */
export type AddParam = (value: unknown, type: string) => string;

/** Conditions on rows, as SQL, each for a statement that takes its parameters. */
export interface ChosenSql {
  /** On `sessions s`; they may have ended. */
  signIns(param: AddParam): string;
  /** On `app_grants g`; they may have been revoked. */
  grants(param: AddParam): string;
  /** On `oidc_records r` of the token models. */
  tokens(param: AddParam): string;
}

/** A statement with the parameters that it uses. */
export function statement(build: (param: AddParam) => string): { sql: string; params: unknown[] } {
  const params: unknown[] = [];
  return { sql: build((value, type) => `$${params.push(value)}::${type}`), params };
}

/**
 * Pure. The one place that says what a choice chooses: a dry run counts by it, and a run ends by it.
 *
 * `through`: what began later is left alone.
 */
export function chosenSql(choice: Choice, acts: Acts, through: Date | undefined): ChosenSql {
  const window = windowOf(choice, through);
  const parts: ChosenSql = {
    signIns: (param) => signIns(choice, window, param),
    grants: (param) => grants(choice, window, param),
    tokens: (param) => tokens(choice, window, param),
  };
  return acts.wholePeople ? everythingOf(parts, choice, window) : parts;
}

interface Window {
  from: Date | undefined;
  to: Date | undefined;
}

function windowOf({ since, until }: Choice, through: Date | undefined): Window {
  const ends = [until === undefined ? [] : new Date(until), through ?? []].flat();
  const to = ends.length === 0 ? undefined : new Date(Math.min(...ends.map((end) => end.getTime())));
  return { from: since === undefined ? undefined : new Date(since), to };
}

/** Begun before the end of the window, and used for something after its beginning. */
function within({ from, to }: Window, begun: string, latest: string, param: AddParam): string[] {
  return [
    ...(from ? [`${latest} >= ${param(from, "timestamptz")}`] : []),
    ...(to ? [`${begun} <= ${param(to, "timestamptz")}`] : []),
  ];
}

function any(column: string, values: readonly string[], type: string, param: AddParam): string[] {
  return values.length === 0 ? [] : [`${column} = ANY(${param([...values], `${type}[]`)})`];
}

function all(conditions: readonly string[]): string {
  return conditions.length === 0 ? "true" : conditions.join(" AND ");
}

/** An address with a zone, or none at all, is in no network. */
const address = "(CASE WHEN s.client_address ~ '^[0-9a-fA-F:.]+$' THEN s.client_address::inet END)";

/** Where a sign-in began. */
function origin({ providers, networks }: Choice, param: AddParam): string[] {
  return [
    ...any("s.provider_id", providers, "text", param),
    ...(networks.length === 0 ? [] : [`${address} <<= ANY(${param([...networks], "cidr[]")})`]),
  ];
}

function hasOrigin({ providers, networks }: Choice): boolean {
  return providers.length + networks.length > 0;
}

function signIns(choice: Choice, window: Window, param: AddParam): string {
  const { users, clients, spared } = choice;
  return all([
    ...any("s.user_id", users, "uuid", param),
    ...(spared === undefined ? [] : [`s.user_id <> ${param(spared, "uuid")}`]),
    ...origin(choice, param),
    ...any("c.client_id", clients, "text", param).map(
      (ofApp) => `EXISTS (SELECT FROM app_grants c WHERE c.user_id = s.user_id AND ${ofApp})`,
    ),
    ...within(window, "s.created_at", "greatest(s.auth_time, s.created_at)", param),
  ]);
}

/** By where a sign-in began: access that was given or widened while such a sign-in lived. */
function grants(choice: Choice, window: Window, param: AddParam): string {
  const { users, clients, spared } = choice;
  const during = `EXISTS (SELECT FROM sessions s WHERE s.user_id = g.user_id
    AND g.updated_at BETWEEN s.created_at AND coalesce(s.ended_at, 'infinity')`;
  return all([
    ...any("g.user_id", users, "uuid", param),
    ...(spared === undefined ? [] : [`g.user_id <> ${param(spared, "uuid")}`]),
    ...any("g.client_id", clients, "text", param),
    ...within(window, "g.granted_at", "g.updated_at", param),
    ...(hasOrigin(choice) ? [`${during} AND ${origin(choice, param).join(" AND ")})`] : []),
  ]);
}

/** By where a sign-in began: what was issued in it, also when it has ended. */
function tokens(choice: Choice, window: Window, param: AddParam): string {
  const { users, clients, spared, keys, signedBy } = choice;
  const signed = signedBy.map(
    ({ audiences, from, to }) =>
      `(r.status_list_id IS NOT NULL AND r.payload->>'aud' = ANY(${param([...audiences], "text[]")})
        AND r.created_at BETWEEN ${param(new Date(from), "timestamptz")} AND ${param(new Date(to), "timestamptz")})`,
  );
  return all([
    ...any("r.account_id", users, "text", param),
    ...(spared === undefined ? [] : [`r.account_id IS DISTINCT FROM ${param(spared, "text")}`]),
    ...any("r.client_id", clients, "text", param),
    ...within(window, "r.created_at", "r.created_at", param),
    ...(hasOrigin(choice)
      ? [`r.payload->>'sessionUid' IN (SELECT s.id::text FROM sessions s WHERE ${origin(choice, param).join(" AND ")})`]
      : []),
    ...(keys.length === 0 ? [] : [signed.length === 0 ? "false" : `(${signed.join(" OR ")})`]),
  ]);
}

/** Of all who have a chosen sign-in or gave chosen access. That stays the same while the run ends these, because the rows stay. */
function everythingOf(parts: ChosenSql, { users }: Choice, { to }: Window): ChosenSql {
  const people = (param: AddParam) =>
    [
      `SELECT s.user_id FROM sessions s WHERE ${parts.signIns(param)}`,
      `SELECT g.user_id FROM app_grants g WHERE ${parts.grants(param)}`,
      ...(users.length === 0 ? [] : [`SELECT unnest(${param([...users], "uuid[]")})`]),
    ].join(" UNION ");
  const before = (column: string, param: AddParam) => (to ? ` AND ${column} <= ${param(to, "timestamptz")}` : "");
  return {
    signIns: (param) => `s.user_id IN (${people(param)})${before("s.created_at", param)}`,
    grants: (param) => `g.user_id IN (${people(param)})${before("g.granted_at", param)}`,
    tokens: (param) =>
      `r.account_id IN (SELECT user_id::text FROM (${people(param)}) AS people)${before("r.created_at", param)}`,
  };
}
