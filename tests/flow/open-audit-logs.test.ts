import { afterAll, beforeAll, expect, it } from "vitest";
import { evenWithoutAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createRoleAssignmentStore } from "#server/accounts/roles/role-assignment-store.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import { createAuditSearchStore } from "#server/audit/search/audit-search-store.ts";
import { createAuditSearch } from "#server/audit/search/create-audit-search.ts";
import type { Database } from "#server/database/database.ts";
import { type Harness, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("the audit log that an administrator watches in one process", (open) => {
  let here: Harness;
  /** Where the log is watched. */
  let elsewhere: Harness;
  let admin: Admin;
  let roles: ReturnType<typeof createRoleAssignmentStore>;
  beforeAll(async () => {
    const database: Database = await open();
    here = await startAuthorizationServer(database);
    elsewhere = await startAuthorizationServer(database, undefined, { issuer: here.issuer });
    roles = createRoleAssignmentStore(database);
    const { audit, vault } = elsewhere;
    const auditSearch = createAuditSearch(createAuditSearchStore(database), audit);
    const services = { auditSearch } satisfies Partial<AdminServices> as unknown as AdminServices;
    admin = createAdmin({ services, audit, findSession: (id) => vault.find(id, { slide: false }) });
  });
  afterAll(async () => {
    await elsewhere.close();
    await here.close();
  });

  async function watching(name: string) {
    const { session } = await here.signIn(name);
    await roles.assign({ userId: session.userId }, "auditor", "operator");
    const seen = await elsewhere.vault.find(session.id, { slide: false });
    const actor = seen && admin.actorOf(seen);
    if (!actor) throw new Error(`${name} is no administrator`);
    const events = (await admin.call(actor, "audit.tail", { last: 1 }))[Symbol.asyncIterator]();
    expect(await events.next()).toMatchObject({ done: false });
    return { session, events };
  }

  it.each([
    ["the session", "session_required", ({ id, userId }) => here.vault.end({ id, userId }, "signed_out")],
    ["the role", "admin_not_allowed", ({ userId }) => roles.remove({ userId }, "auditor", evenWithoutAdmin)],
    ["the account", "session_required", ({ userId }) => here.accountControl.disable(userId)],
  ] satisfies [string, string, (session: { id: string; userId: string }) => Promise<unknown>][])(
    "ends when %s ends in another process",
    async (what, code, end) => {
      const { session, events } = await watching(`Auditor without ${what}`);
      const untilEnd = (async () => {
        while (!(await events.next()).done);
      })();
      await end(session);
      await expect(untilEnd).rejects.toMatchObject({ code });
    },
  );
});
