import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import type { Operation } from "#server/admin/operation.ts";
import { operations } from "#server/admin/operations.ts";
import { allPermissions } from "#server/admin/permissions.ts";
import { adminScopes } from "#server/config/administration/admin-scopes.ts";
import type { Database } from "#server/database/database.ts";
import { type AdminApiWorld, adminAudience, opsSecret, startAdminApiWorld } from "#tests/support/admin-api-world.ts";
import {
  freshOperations,
  permissionOfOperation,
  permissionsOfRole,
  permissionsOfScope,
  suffice,
  wholeOperations,
} from "#tests/support/admin-permissions.ts";
import { basic, type SignedIn } from "#tests/support/authorization-server-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

/** No operation runs: what passes its checks of permission, freshness and input finds no service. */
const admin = createAdmin({
  services: {} as unknown as AdminServices,
  audit: { record: () => {}, flush: async () => {} },
  findSession: async () => null,
});
const all: readonly (readonly [string, Operation])[] = Object.entries(operations);
const pathOf = ({ path }: Operation) => path.replaceAll(/\{\w+\}/g, "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d");

let database: Database;
let world: AdminApiWorld;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  world = await startAdminApiWorld(database, {}, { admin, table: operations });
});
afterAll(async () => {
  await world.harness.close();
  await database.close();
});

/** The codes of every operation for this caller. */
async function walk(headers: Record<string, string>): Promise<Map<string, string>> {
  const codes = new Map<string, string>();
  for (const [name, operation] of all) {
    const answer = await world.call(pathOf(operation), {
      method: operation.method,
      headers: { ...headers, "if-match": "*" },
    });
    const { code } = (await answer.json()) as { code: string };
    codes.set(name, `${answer.status} ${code}`);
  }
  return codes;
}

const everyOperation = (code: string) => new Map(all.map(([name]) => [name, code]));
const refused = "403 admin_not_allowed";
/** Those that the permissions let pass are told by what else refuses them. */
const refusedNames = (codes: Map<string, string>) =>
  [...codes].filter(([, code]) => code === refused).map(([name]) => name);
const outside = (permissions: readonly string[]) =>
  all.map(([name]) => name).filter((name) => !suffice(permissions, name));

it("every permission of the administration is needed by an operation", () => {
  const needed = new Set<string>(all.map(([, { permission }]) => permission));
  expect([...allPermissions].filter((permission) => !needed.has(permission))).toEqual([]);
});

describe("every operation of the administration", () => {
  it("is placed by hand with the permission that it needs, and needs a fresh sign-in where that is one to write", () => {
    const table = Object.fromEntries(all.map(([name, { permission }]) => [name, permission]));
    expect(permissionOfOperation).toEqual(table);
    const fresh = all.filter(([, { needsFreshSignIn }]) => needsFreshSignIn).map(([name]) => name);
    expect(all.filter(([, { needsEverything }]) => needsEverything).map(([name]) => name)).toEqual(wholeOperations);
    expect([...freshOperations].sort()).toEqual(fresh.sort());
  });

  it("is refused without a token, with a session cookie, with garbage and with what isn't bearer", async () => {
    const { browser, session } = await world.harness.signIn("Grace Hopper");
    world.roles.set(session.userId, ["admin"]);
    const cookie = browser.cookieHeader("/admin/api/v1/users") ?? "";
    expect(cookie).not.toBe("");
    expect(await walk({})).toEqual(everyOperation("401 access_token_required"));
    expect(await walk({ cookie })).toEqual(everyOperation("401 access_token_required"));
    expect(await walk({ authorization: "Bearer garbage" })).toEqual(everyOperation("401 access_token_invalid"));
    expect(await walk(basic("ops", opsSecret))).toEqual(everyOperation("401 access_token_invalid"));
  });

  it("is refused with a token for another audience, and with one that has ended", async () => {
    const other = await world.clientToken("calendar:read", { resource: "https://api.example/calendar" });
    expect(await walk({ authorization: `Bearer ${other}` })).toEqual(everyOperation("401 access_token_invalid"));
    const ended = await world.clientToken();
    await world.harness.form("/oauth2/revoke", { token: ended }, basic("ops", opsSecret));
    expect(await walk({ authorization: `Bearer ${ended}` })).toEqual(everyOperation("401 access_token_invalid"));
  });

  describe("for a person with all scopes", () => {
    let person: SignedIn;
    let authorization: string;
    beforeAll(async () => {
      person = await world.harness.signIn("Ada Lovelace");
      authorization = `Bearer ${await world.personToken(person)}`;
    });

    it("is refused without a role, and with a role that has no permission", async () => {
      expect(await walk({ authorization })).toEqual(everyOperation(refused));
      world.roles.set(person.session.userId, ["editor"]);
      expect(await walk({ authorization })).toEqual(everyOperation(refused));
    });

    it.each(Object.entries(permissionsOfRole))(
      "is open to the role %s as far as its permissions",
      async (role, permissions) => {
        world.roles.set(person.session.userId, [role]);
        expect(refusedNames(await walk({ authorization }))).toEqual(outside(permissions));
      },
    );

    it("that changes something is refused after a sign-in of long ago", async () => {
      const authTimeSeconds = Math.floor(Date.now() / 1000) - 16 * 60;
      await world.harness.vault.raise(person.session, { acr: undefined, amr: ["pwd"], authTimeSeconds });
      world.roles.set(person.session.userId, ["admin"]);
      const codes = await walk({ authorization });
      const stale = [...codes].filter(([, code]) => code === "401 fresh_sign_in_required").map(([name]) => name);
      expect(stale.sort()).toEqual(
        all
          .map(([name]) => name)
          .filter((name) => freshOperations.includes(name))
          .sort(),
      );
    });
  });

  it("has a scope by which a client may call it, and those are all scopes", () => {
    expect([...permissionsOfScope.keys()].sort()).toEqual([...adminScopes].sort());
  });

  it.each([...permissionsOfScope])(
    "is open to a client with %s as far as its permissions",
    async (scope, permissions) => {
      const authorization = `Bearer ${await world.clientToken(scope)}`;
      expect(refusedNames(await walk({ authorization }))).toEqual(outside(permissions));
    },
  );

  it("that needs all permissions asks for the scope that has them", async () => {
    const token = await world.clientToken("portico.admin.providers");
    const answer = await world.call("/providers", { token, method: "POST", json: { entry: {} } });
    expect(answer.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
    expect(answer.headers.get("www-authenticate")).toContain('scope="portico.admin"');
  });

  it("is refused to a client whose token has none of these scopes", async () => {
    const form = { grant_type: "client_credentials", scope: "", resource: adminAudience };
    const answer = await world.harness.form("/oauth2/token", form, basic("ops", opsSecret));
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect(await walk({ authorization: `Bearer ${token}` })).toEqual(everyOperation(refused));
  });
});
