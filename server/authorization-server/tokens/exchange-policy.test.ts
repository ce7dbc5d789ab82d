import { describe, expect, it } from "vitest";
import type { GrantPayload } from "#server/authorization-server/grants/grant-payload.ts";
import { exchangeableScopes } from "./exchange-policy.ts";

const rooms = "https://api.example/rooms";
const grant = (change: Partial<GrantPayload>): GrantPayload => ({
  kind: "Grant",
  accountId: "ada",
  clientId: "app",
  iat: 0,
  exp: 1,
  ...change,
});
const target = (entrusted: readonly string[] = []) => ({
  identifier: rooms,
  registered: ["rooms:read", "rooms:write"],
  entrusted,
});

describe("the scopes of an exchanged token", () => {
  const allowed = grant({ resources: { [rooms]: "rooms:read other" } });
  const refused = grant({ rejected: { resources: { [rooms]: "rooms:write" } } });

  it("are what the person allowed and the client is registered for", () => {
    expect(exchangeableScopes(target(), { kind: "person", grant: allowed, holdsItself: true })).toEqual(["rooms:read"]);
    expect(exchangeableScopes(target(), { kind: "person", grant: allowed, holdsItself: false })).toEqual([
      "rooms:read",
    ]);
    expect(exchangeableScopes(target(), { kind: "person", grant: grant({}), holdsItself: false })).toEqual([]);
  });

  it("are more for an API that the operator entrusted with it, but never what the person refused", () => {
    const entrusted = target(["rooms:read", "rooms:write", "unregistered"]);
    const api = { kind: "person", holdsItself: false } as const;
    expect(exchangeableScopes(entrusted, { ...api, grant: undefined })).toEqual(["rooms:read", "rooms:write"]);
    expect(exchangeableScopes(entrusted, { ...api, grant: refused })).toEqual(["rooms:read"]);
  });

  it("are no more for an app that exchanges its own token, whatever it was entrusted with", () => {
    const own = { kind: "person", holdsItself: true } as const;
    expect(exchangeableScopes(target(["rooms:write"]), { ...own, grant: allowed })).toEqual(["rooms:read"]);
    expect(exchangeableScopes(target(["rooms:write"]), { ...own, grant: undefined })).toEqual([]);
  });

  it("are for a service what that service may have itself, and what the API was entrusted with", () => {
    const service = { kind: "service", scopes: ["rooms:read", "other"] } as const;
    expect(exchangeableScopes(target(), service)).toEqual(["rooms:read"]);
    expect(exchangeableScopes(target(["rooms:write"]), service)).toEqual(["rooms:read", "rooms:write"]);
    expect(exchangeableScopes(target(), { kind: "service", scopes: [] })).toEqual([]);
  });
});
