import { describe, expect, it } from "vitest";
import type { ClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import { mayIntrospect } from "./introspection-policy.ts";

const clients = {
  find: (id: string) =>
    id === "api" ? { introspects: ["https://api"] } : id === "other" ? { introspects: [] } : undefined,
} as unknown as ClientLookup;
const token = { kind: "AccessToken", clientId: "app", aud: "https://api" };
const caller = (clientId: string, isPublic = false) => ({ clientId, isPublic });

describe("mayIntrospect", () => {
  const table: [
    name: string,
    allowed: boolean,
    ...args: [ReturnType<typeof caller>, Parameters<typeof mayIntrospect>[2]],
  ][] = [
    ["the client itself", true, caller("app"), token],
    ["the API in the audience", true, caller("api"), token],
    ["that API by one audience of several", true, caller("api"), { ...token, aud: ["https://x", "https://api"] }],
    ["an API of another audience", false, caller("api"), { ...token, aud: "https://x" }],
    ["an API for a token without audience", false, caller("api"), { kind: "AccessToken", clientId: "app" }],
    ["a client that introspects nothing", false, caller("other"), token],
    ["an unknown client", false, caller("nobody"), token],
    ["a public client for somebody else's token", false, caller("api", true), token],
    ["an API for a refresh token", false, caller("api"), { ...token, kind: "RefreshToken" }],
  ];
  for (const [name, allowed, who, what] of table) {
    it(`${allowed ? "allows" : "refuses"} ${name}`, () => expect(mayIntrospect(clients, who, what)).toBe(allowed));
  }
});
