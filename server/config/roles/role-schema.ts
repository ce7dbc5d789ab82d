import { z } from "zod";
import { allPermissions } from "./administration-nouns.ts";

export const roleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, "a role is lower-case letters, digits and dashes, at most 63 of them");

const permission = z.enum(allPermissions);

export const rolesSchema = z
  .record(
    roleName,
    z.strictObject({
      description: z.string().min(1).max(200).optional(),
      groups: z
        .array(z.string().min(1))
        .default([])
        .describe("Groups of providers whose members have the role: corp:editors, by provider id and group name."),
      permissions: z
        .array(permission)
        .default([])
        .describe("What it may do in the administration: noun.read and noun.write. Not for built-in roles."),
    }),
  )
  .default({})
  .describe(
    "Roles by name: your own beside admin, auditor and support, which may get groups here. See docs/claims.md.",
  );

export const adminsSchema = z
  .array(z.string().min(1))
  .default([])
  .describe(
    "People who have the role admin: verified e-mail addresses, or provider:subject. By environment: PORTICO_ADMINS.",
  );
