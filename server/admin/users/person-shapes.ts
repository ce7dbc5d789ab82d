import { z } from "zod";
import { time, uuid } from "#server/admin/shapes.ts";

const person = {
  id: uuid,
  displayName: z.string(),
  username: z.string().nullable(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  pictureUrl: z.string().nullable(),
  createdAt: time,
  lastSignInAt: time,
  disabledAt: time.nullable(),
};

export const listedPerson = z.object({ ...person, providerIds: z.array(z.string()) });

export const personDetail = z.object({
  ...person,
  locale: z.string().nullable(),
  /** Assigned, by a group, and by the settings. */
  roles: z.array(z.string()),
  roleSources: z
    .array(
      z.object({
        role: z.string(),
        by: z
          .enum(["assigned", "group", "settings"])
          .describe("assigned: to the person. group: to a group of theirs. settings: by roles or admins."),
        group: z.string().nullable().describe("Whose members have the role: corp:editors."),
      }),
    )
    .describe("Why the person has each role; of a disabled person, what they would have once enabled."),
  identities: z.array(
    z.object({
      id: uuid,
      providerId: z.string(),
      issuer: z.string(),
      subject: z.string(),
      displayName: z.string().nullable(),
      username: z.string().nullable(),
      email: z.string().nullable(),
      emailVerified: z.boolean(),
      createdAt: time,
      lastSignInAt: time.nullable(),
      groups: z.array(z.string()).describe("As of the latest sign-in there, with the provider: corp:staff."),
      attributes: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]))
        .describe("What the provider's mapping made of its claims at the latest sign-in there."),
    }),
  ),
});
