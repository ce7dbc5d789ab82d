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
    }),
  ),
});
