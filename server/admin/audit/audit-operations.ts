import { z } from "zod";
import { defineOperation, defineStream } from "#server/admin/operation.ts";
import { addressOrNetwork, pageInput, pageOf, time, uuid } from "#server/admin/shapes.ts";
import { type AuditEventType, auditEventTypes } from "#server/audit/audit-event.ts";
import type { AuditFilter } from "#server/audit/search/audit-search.ts";
import { AppError } from "#server/errors/app-error.ts";

const groups = [...new Set(auditEventTypes.map((type) => type.slice(0, type.indexOf("."))))];

/** A kind of event, or a group of kinds such as `sign_in`. */
const kind = z
  .string()
  .refine((name) => typesOf(name).length > 0, "There is no such kind of event")
  .describe(`A kind of event such as sign_in.refused, or a group of kinds: ${groups.join(", ")}`);

const filter = {
  user: uuid.optional().describe("Id of the person whom events are about"),
  actor: z.string().max(300).optional().describe("Who did it: user:<id>, client:<id> or operator"),
  session: uuid.optional(),
  app: z.string().max(2000).optional().describe("Client id of an app"),
  provider: z.string().max(200).optional().describe("Id of a provider"),
  kind: kind.optional(),
  reads: z.enum(["shown", "hidden"]).default("shown").describe("Whether what administrators only looked at is in it"),
  outcome: z.enum(["success", "failure"]).optional(),
  from: z.iso.datetime({ offset: true }).optional().describe("The earliest time, RFC 3339"),
  to: z.iso.datetime({ offset: true }).optional().describe("Events before this time, RFC 3339"),
  address: addressOrNetwork.optional(),
  reference: z.string().max(200).optional().describe("The reference that pages and problems show"),
};

const event = z.object({
  id: z.string(),
  at: time,
  type: z.string(),
  outcome: z.string(),
  userId: z.string().nullable(),
  sessionId: z.string().nullable(),
  clientId: z.string().nullable(),
  providerId: z.string().nullable(),
  clientAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string().nullable(),
  actor: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});

export const auditOperations = {
  "audit.list": defineOperation({
    method: "GET",
    path: "/audit-events",
    permission: "audit.read",
    summary: "Audit events, the newest first",
    input: z.strictObject({ ...pageInput, ...filter }),
    output: pageOf(event),
    run: ({ services }, { after, limit, ...given }) => services.auditSearch.list(auditFilter(given), { after, limit }),
  }),

  "audit.get": defineOperation({
    method: "GET",
    path: "/audit-events/{id}",
    permission: "audit.read",
    summary: "An audit event",
    input: z.strictObject({ id: z.string().regex(/^\d{1,18}$/) }),
    output: event,
    async run({ services, note }, { id }) {
      note({}, { event: id });
      const found = await services.auditSearch.find(id);
      if (!found) throw new AppError("admin_target_not_found");
      return found;
    },
  }),

  "audit.export": defineStream({
    method: "GET",
    path: "/audit-export",
    permission: "audit.read",
    stream: true,
    summary: "All audit events that match, the newest first, as a stream",
    input: z.strictObject(filter),
    output: event,
    run: async ({ services }, given) => services.auditSearch.export(auditFilter(given)),
  }),

  "audit.tail": defineStream({
    method: "GET",
    path: "/audit-tail",
    permission: "audit.read",
    stream: true,
    summary: "Audit events of all processes as they are written",
    input: z.strictObject({
      ...filter,
      last: z.coerce.number().int().min(0).max(200).default(10).describe("How many of the newest to begin with"),
    }),
    output: event,
    run: async ({ services, signal }, { last, ...given }) =>
      services.auditSearch.follow(auditFilter(given), { last, signal }),
  }),
};

type GivenFilter = z.output<z.ZodObject<typeof filter>>;

function auditFilter(given: GivenFilter): AuditFilter {
  const { user, session, app, provider, kind: ofKind, from, to, reference, reads, ...same } = given;
  return {
    ...same,
    withoutReads: reads === "hidden",
    userId: user,
    sessionId: session,
    clientId: app,
    providerId: provider,
    types: ofKind === undefined ? undefined : typesOf(ofKind),
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
    requestId: reference,
  };
}

function typesOf(name: string): AuditEventType[] {
  return auditEventTypes.filter((type) => type === name || type.startsWith(`${name}.`));
}
