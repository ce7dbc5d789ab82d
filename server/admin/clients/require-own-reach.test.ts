import { describe, expect, it } from "vitest";
import { clientActor } from "#server/admin/actors.ts";
import type { EntryRow } from "#server/catalog/managed/catalog-entry-store.ts";
import { requireOwnReach } from "./require-own-reach.ts";

const by = (...scopes: string[]) => clientActor({ clientId: "ops", scopes, person: undefined });
const state = (entry: Readonly<Record<string, unknown>> | undefined) =>
  entry && ({ kind: "clients", key: "app", entry } as unknown as EntryRow);
const change = (before?: Readonly<Record<string, unknown>>, after?: Readonly<Record<string, unknown>>) => ({
  before: state(before),
  after: state(after),
});
const plain = { scopes: ["openid"] };
const robot = { scopes: ["portico.admin.users"] };

describe("a change of a client", () => {
  it.each([
    ["makes one with scopes of APIs", ["portico.admin.clients"], change(undefined, { scopes: ["calendar:read"] })],
    [
      "gives a scope that the actor has",
      ["portico.admin.clients"],
      change(plain, { scopes: ["portico.admin.clients"] }),
    ],
    ["changes one that may do as much", ["portico.admin.clients", "portico.admin.users"], change(robot, robot)],
    ["makes one that may do everything", ["portico.admin"], change(undefined, { scopes: ["portico.admin"] })],
    ["makes one without a consent page", ["portico.admin"], change(undefined, { firstParty: true })],
  ])("is allowed when it %s", (_, scopes, planned) => {
    expect(() => requireOwnReach(by(...scopes), planned)).not.toThrow();
  });

  it.each([
    ["makes one that may do more", change(undefined, { scopes: ["portico.admin"] })],
    ["gives one more than the actor may do", change(plain, { scopes: ["portico.admin.users.read"] })],
    ["changes one that may do more", change(robot, { ...robot, redirectUris: ["https://evil.example/"] })],
    ["takes the scopes of one that may do more", change(robot, { scopes: [] })],
    ["makes one without a consent page", change(undefined, { firstParty: true })],
    ["takes the consent page away", change(plain, { ...plain, firstParty: true })],
    ["changes one without a consent page", change({ ...plain, firstParty: true }, plain)],
    ["lets one exchange tokens for more", change(plain, { ...plain, exchangeScopes: ["calendar:read"] })],
    ["lets one introspect tokens", change(plain, { ...plain, introspects: ["https://api.example/calendar"] })],
  ])("is refused when it %s", (_, planned) => {
    expect(() => requireOwnReach(by("portico.admin.clients"), planned)).toThrow(
      expect.objectContaining({ code: "admin_not_allowed" }),
    );
  });
});
