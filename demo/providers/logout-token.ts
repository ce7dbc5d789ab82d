import { randomUUID } from "node:crypto";
import { findPerson } from "#demo/people.ts";
import type { LogoutTamper, LogoutTokenOrder, Tamper } from "./provider-controls.ts";
import type { Realm } from "./realm.ts";
import { signJwt } from "./sign-jwt.ts";

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";

/** Spec: OpenID Connect Back-Channel Logout 1.0 §2.4. */
export async function makeLogoutToken(realm: Realm, order: Omit<LogoutTokenOrder, "to">): Promise<string> {
  const person = findPerson(order.person);
  if (!person) throw new Error(`nobody is called ${order.person}`);
  const issuedAtSeconds = Math.floor(Date.now() / 1000);
  const claims = {
    iss: realm.dialect.issuerOf(person),
    aud: realm.context.client.clientId,
    sub: realm.dialect.subjectOf(person),
    iat: issuedAtSeconds,
    exp: issuedAtSeconds + 120,
    ...(order.tamper === "missing-jti" ? {} : { jti: randomUUID() }),
    ...(order.sid === undefined ? {} : { sid: order.sid }),
    ...(order.tamper === "with-nonce" ? { nonce: "must-not-be-here" } : {}),
    ...(order.tamper === "missing-event" ? {} : { events: { [logoutEvent]: {} } }),
    ...(realm.context.name === "microsoft" ? pick(realm.dialect.idTokenClaims(person, []), ["tid", "oid"]) : {}),
  };
  return signJwt(claims, realm.context.keys, ofSignature(order.tamper), "logout+jwt");
}

/** Sends it as the provider would; waits for the answer at most 10 s. */
export async function postLogoutToken(to: string, logoutToken: string): Promise<{ status: number; body: string }> {
  const response = await fetch(to, {
    method: "POST",
    body: new URLSearchParams({ logout_token: logoutToken }),
    redirect: "manual",
    signal: AbortSignal.timeout(10_000),
  });
  return { status: response.status, body: await response.text() };
}

function ofSignature(tamper: LogoutTamper | undefined): Tamper | undefined {
  return tamper === "with-nonce" || tamper === "missing-event" || tamper === "missing-jti" ? undefined : tamper;
}

function pick(claims: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, claims[name]]));
}
