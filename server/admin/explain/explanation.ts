import { z } from "zod";
import { time } from "#server/admin/shapes.ts";
import type { SettingOrigin } from "#server/config/origins/setting-origin.ts";

export const settingOrigin = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("file"),
    file: z.string(),
    line: z.number().int().nullable(),
    /** `false`: the line of the entry in which the setting is missing. */
    exact: z.boolean(),
  }),
  z.object({ kind: z.literal("environment"), variable: z.string() }),
  z.object({ kind: z.literal("database"), noun: z.string(), key: z.string() }),
  z.object({ kind: z.literal("default") }),
]);

export function shownOrigin(origin: SettingOrigin): z.infer<typeof settingOrigin> {
  return origin.kind === "file" ? { ...origin, line: origin.line ?? null } : origin;
}

/** The setting that decided. */
export const decidingSetting = z.object({ path: z.string(), origin: settingOrigin });

const values = z.array(z.string());

export const explainedRefusal = z.object({
  at: time,
  code: z.string(),
  rule: z.string(),
  /** What happened, as the person read it. */
  title: z.string(),
  cause: z.string(),
  /** What the rule checks, and what to do. */
  check: z.string(),
  advice: z.string(),
  /** Each that could have let it pass; usually one. */
  settings: z.array(decidingSetting),
  had: values.nullable(),
  needed: values.nullable(),
  /** What the portal knows beside it: the protocol's or the provider's words. */
  detail: z.string().nullable(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  request: z.object({
    method: z.string().nullable(),
    host: z.string().nullable(),
    path: z.string().nullable(),
    clientAddress: z.string().nullable(),
  }),
  userId: z.string().nullable(),
  clientId: z.string().nullable(),
  providerId: z.string().nullable(),
});

export const explainedEvent = z.object({
  at: time,
  type: z.string(),
  outcome: z.string(),
  userId: z.string().nullable(),
  clientId: z.string().nullable(),
  providerId: z.string().nullable(),
  actor: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});

export const explanation = z.object({
  reference: z.string(),
  /** What was answered first, then what led to it. Empty when nothing is known under the reference (any more). */
  refusals: z.array(explainedRefusal),
  /** What the audit log has of the same request. */
  events: z.array(explainedEvent),
  /** How many days refusals are kept. */
  keptDays: z.number().int(),
});

export type Explanation = z.infer<typeof explanation>;
export type ExplainedRefusal = z.infer<typeof explainedRefusal>;
