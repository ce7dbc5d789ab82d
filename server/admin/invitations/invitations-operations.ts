import { z } from "zod";
import type { Invitation } from "#server/access/invitations/invitation.ts";
import { idCursor } from "#server/admin/id-cursor.ts";
import { defineOperation } from "#server/admin/operation.ts";
import { requireOwnRoles } from "#server/admin/roles/require-own-roles.ts";
import { pageInput, pageOf, time } from "#server/admin/shapes.ts";
import { emailAddress } from "#server/config/access/access-schema.ts";
import { roleName } from "#server/config/roles/role-schema.ts";

const daySeconds = 24 * 60 * 60;
const id = z.string().regex(/^\d{1,18}$/, "the id of an invitation");

const invitationOutput = z.object({
  id,
  email: z.string().nullable().describe("The verified address that it is for; null: whoever opens the link first."),
  roles: z.array(z.string()),
  state: z.enum(["open", "accepted", "revoked", "expired"]),
  createdAt: time,
  createdBy: z.string(),
  expiresAt: time,
  acceptedAt: time.nullable(),
  acceptedBy: z.string().nullable().describe("The person's id."),
});

export const invitationsOperations = {
  "invitations.list": defineOperation({
    method: "GET",
    path: "/invitations",
    permission: "invitations.read",
    summary: "Invitations, newest first",
    input: z.strictObject(pageInput),
    output: pageOf(invitationOutput),
    async run({ services }, { after, limit }) {
      const { items, next } = await services.invitations.list({ after: idCursor(after), limit });
      return { items: items.map(plain), next: next ?? null };
    },
  }),

  "invitations.create": defineOperation({
    method: "POST",
    path: "/invitations",
    permission: "invitations.write",
    needsFreshSignIn: true,
    summary: "Invite a person: the answer has the link, which is shown only now",
    input: z.strictObject({
      email: emailAddress.optional().describe("Only the person with this verified address can accept it."),
      roles: z.array(roleName).max(20).default([]).describe("Given to the person who accepts it."),
      expiresInSeconds: z.coerce
        .number()
        .int()
        .min(60)
        .max(90 * daySeconds)
        .default(7 * daySeconds),
    }),
    output: invitationOutput.extend({ url: z.string() }),
    async run(context, { email, roles, expiresInSeconds }) {
      requireOwnRoles(context, roles);
      const { actor, services, note } = context;
      const terms = { email, roles, lifetimeSeconds: expiresInSeconds };
      const { invitation, url } = await services.invitations.create(terms, actor.name);
      note({}, { invitation: invitation.id, email: email ?? "", roles });
      return { ...plain(invitation), url };
    },
  }),

  "invitations.revoke": defineOperation({
    method: "POST",
    path: "/invitations/{id}/revoke",
    permission: "invitations.write",
    needsFreshSignIn: true,
    summary: "Take an open invitation back",
    input: z.strictObject({ id }),
    output: invitationOutput,
    async run({ services, note }, input) {
      note({}, { invitation: input.id });
      return plain(await services.invitations.revoke(input.id));
    },
  }),
};

function plain({ email, roles, createdAt, expiresAt, acceptedAt, acceptedBy, ...rest }: Invitation) {
  return {
    ...rest,
    email: email ?? null,
    roles: [...roles],
    createdAt: createdAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    acceptedAt: acceptedAt?.toISOString() ?? null,
    acceptedBy: acceptedBy ?? null,
  };
}
