import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { ended, endedOf, time, uuid } from "#server/admin/shapes.ts";
import { AppError } from "#server/errors/app-error.ts";
import { requireOtherAccount } from "./require-other-account.ts";
import { requirePerson } from "./require-person.ts";
import { requireReachOfPerson } from "./require-reach-of-person.ts";

const exportedRows = z.array(z.record(z.string(), z.unknown()));

/** What can be done about a person but disabling them. */
export const usersActsOperations = {
  "users.sign-out": defineOperation({
    method: "POST",
    path: "/users/{id}/sign-out",
    permission: "sessions.write",
    needsFreshSignIn: true,
    summary: "End all sessions of a person, everywhere",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, ended }),
    async run({ services, note }, { id }) {
      note({ userId: id });
      await requirePerson(services, id);
      const counts = { sessions: await services.sessions.endAllOfUser(id) };
      note({ userId: id }, counts);
      return { id, ended: endedOf(counts) };
    },
  }),

  "users.revoke-grants": defineOperation({
    method: "POST",
    path: "/users/{id}/revoke-grants",
    permission: "grants.write",
    needsFreshSignIn: true,
    summary: "End the access of all apps to a person's account, with their tokens",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, ended }),
    async run({ services, note }, { id }) {
      note({ userId: id });
      await requirePerson(services, id);
      const { counts } = await services.grants.revokeAllOfUser(id);
      note({ userId: id }, counts);
      return { id, ended: endedOf(counts) };
    },
  }),

  "users.remove-identity": defineOperation({
    method: "DELETE",
    path: "/users/{id}/identities/{identityId}",
    permission: "users.write",
    needsFreshSignIn: true,
    summary: "Remove a way to sign in from a person's account, and end the sessions that began by it",
    input: z.strictObject({ id: uuid, identityId: uuid }),
    output: z.object({ id: uuid, identityId: uuid, ended }),
    async run(context, { id, identityId }) {
      const { actor, services, note } = context;
      note({ userId: id }, { identity: identityId });
      await requireReachOfPerson(context, id);
      const evenLastAdmin = actor.kind === "operator";
      const removed = await services.personRemoval.removeIdentity(id, identityId, { evenLastAdmin });
      if (!removed) throw new AppError("admin_target_not_found");
      const { providerId, sessions } = removed;
      note({ providerId }, { sessions });
      return { id, identityId, ended: endedOf({ sessions }) };
    },
  }),

  "users.delete": defineOperation({
    method: "DELETE",
    path: "/users/{id}",
    permission: "users.write",
    needsFreshSignIn: true,
    summary: "Delete a person: everything ends at once and their rows go; the audit log keeps an id",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, ended }),
    async run(context, { id }) {
      const { actor, services, note } = context;
      note({ userId: id });
      requireOtherAccount(actor, id);
      await requireReachOfPerson(context, id);
      const deleted = await services.personRemoval.delete(id, { evenLastAdmin: actor.kind === "operator" });
      if (!deleted) throw new AppError("admin_target_not_found");
      note({ userId: id }, deleted.counts);
      return { id, ended: endedOf(deleted.counts) };
    },
  }),

  "users.export": defineOperation({
    method: "GET",
    path: "/users/{id}/export",
    permission: "users.write",
    needsFreshSignIn: true,
    summary: "Everything that is kept about a person, without tokens and secrets",
    input: z.strictObject({ id: uuid }),
    output: z.object({
      exportedAt: time,
      person: exportedRows,
      identities: exportedRows,
      roles: exportedRows,
      sessions: exportedRows,
      upstreamTokens: exportedRows,
      grants: exportedRows,
      consentBlocks: exportedRows,
      protocolRecords: exportedRows,
      auditEvents: exportedRows,
    }),
    async run({ services, note }, { id }) {
      note({ userId: id });
      const exported = await services.personExport.read(id);
      if (exported.person.length === 0) throw new AppError("admin_target_not_found");
      return { exportedAt: new Date().toISOString(), ...exported };
    },
  }),
};
