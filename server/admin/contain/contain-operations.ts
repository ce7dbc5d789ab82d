import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { requirePermission } from "#server/admin/require-permission.ts";
import { ended, pageInput, pageOf, time, uuid } from "#server/admin/shapes.ts";
import { containInput } from "./contain-choice.ts";

const acts = z.object({
  sessions: z.boolean(),
  grants: z.boolean(),
  tokens: z.boolean(),
  wholePeople: z.boolean(),
  signingKeys: z.enum(["keep", "rotate", "retire"]),
  block: z.boolean(),
});

const names = z.array(z.string());

const report = z.object({
  id: uuid,
  state: z.enum(["running", "settling", "done"]).describe("settling: all has ended; it is looked at once more."),
  reason: z.string(),
  choice: z.object({
    users: names,
    clients: names,
    providers: names,
    keys: names,
    networks: names,
    since: time.nullable(),
    until: time.nullable(),
    spared: z.string().nullable().describe("The administrator who was left out."),
  }),
  acts,
  ended,
  retiredKeys: names,
  madeKeys: names,
  startedBy: z.string(),
  startedAt: time,
  finishedAt: time.nullable(),
  outside: z
    .object({
      providers: z.array(z.object({ providerId: z.string(), revoked: z.number().int(), failed: z.number().int() })),
      waitingApps: z.array(z.object({ clientId: z.string(), count: z.number().int() })),
    })
    .nullable()
    .describe(
      "Servers that were told, in a single report: providers that took their tokens back or didn't, apps that have yet to confirm.",
    ),
});

const block = z.object({
  id: uuid,
  userId: z.string().nullable(),
  clientId: z.string().nullable(),
  containmentId: z.string().nullable(),
  reason: z.string(),
  createdBy: z.string(),
  createdAt: time,
});

const reason = z.string().trim().min(3).max(500).describe("Why, for the report and the audit log.");

function pageOfRows<Row extends { id: string }>(items: readonly Row[], limit: number) {
  return { items: [...items], next: items.length === limit ? (items.at(-1)?.id ?? null) : null };
}

const after = uuid.optional().describe("The `next` of the page before.");

export const containOperations = {
  "contain.preview": defineOperation({
    method: "POST",
    path: "/containments/preview",
    permission: "contain.read",
    atOnce: 2,
    summary: "Count what a containment would end; ends nothing",
    input: containInput,
    output: z.object({
      counts: ended.extend({
        people: z.number().int(),
        apps: z.number().int(),
        examples: z
          .array(z.object({ id: uuid, name: z.string() }))
          .describe("Some of the people; none for those without users.read."),
      }),
      acts,
      sparesYou: z.boolean(),
    }),
    async run({ actor, services }, input) {
      const { counts, ...rest } = await services.containment.preview(actor, input);
      return { ...rest, counts: { ...counts, examples: actor.permissions.has("users.read") ? counts.examples : [] } };
    },
  }),

  "contain.run": defineOperation({
    method: "POST",
    path: "/containments",
    permission: "contain.write",
    needsFreshSignIn: true,
    preview: "contain.preview",
    summary:
      "End sessions, access and tokens by person, app, provider, key, address or time; begins and answers at once",
    input: containInput.safeExtend({ reason }),
    output: report,
    async run({ actor, services, note }, { reason: why, ...input }) {
      const { users, clients, providers, keys, networks, since = "", until = "" } = input;
      note({}, { reason: why, users, clients, providers, keys, networks, since, until });
      if (input.signingKeys !== "keep") requirePermission(actor, "signing-keys.write");
      const begun = await services.containment.run(actor, input, why);
      note({}, { containment: begun.id });
      return begun;
    },
  }),

  "contain.list": defineOperation({
    method: "GET",
    path: "/containments",
    permission: "contain.read",
    summary: "Containments with what they ended, the newest first",
    input: z.strictObject({ ...pageInput, after }),
    output: pageOf(report),
    run: async ({ services }, input) =>
      pageOfRows(await services.containment.list(input.after, input.limit), input.limit),
  }),

  "contain.get": defineOperation({
    method: "GET",
    path: "/containments/{id}",
    permission: "contain.read",
    summary: "The report of a containment: how far it is, what ended, what others haven't confirmed",
    input: z.strictObject({ id: uuid }),
    output: report,
    run({ services, note }, { id }) {
      note({}, { containment: id });
      return services.containment.get(id);
    },
  }),

  "contain.blocks": defineOperation({
    method: "GET",
    path: "/consent-blocks",
    permission: "contain.read",
    summary: "People and apps that may not give or get access again",
    input: z.strictObject({ ...pageInput, after }),
    output: pageOf(block),
    async run({ services }, input) {
      const blocks = await services.containment.blocks(input.after, input.limit);
      return pageOfRows(
        blocks.map((one) => ({ ...one, createdAt: new Date(one.createdAt).toISOString() })),
        input.limit,
      );
    },
  }),

  "contain.unblock": defineOperation({
    method: "DELETE",
    path: "/consent-blocks/{id}",
    permission: "contain.write",
    needsFreshSignIn: true,
    endsNothing: true,
    summary: "Let a blocked person or app give and get access again; what ended stays ended",
    input: z.strictObject({ id: uuid }),
    output: block,
    async run({ actor, services, note }, { id }) {
      note({}, { block: id });
      const { createdAt, ...removed } = await services.containment.unblock(actor, id);
      const { userId, clientId } = removed;
      note({ ...(userId ? { userId } : {}), ...(clientId ? { clientId } : {}) });
      return { ...removed, createdAt: new Date(createdAt).toISOString() };
    },
  }),
};
