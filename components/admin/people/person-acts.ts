import type { OperationName } from "#server/admin/operations.ts";
import type { MessageKey } from "../../messages/en.ts";

interface Act {
  operation: OperationName;
  /** Only for those who have all permissions that the person's roles give. */
  needsReach?: true;
  ends: readonly string[];
  stays: readonly string[];
}

/** What can be done about a person: the operation behind it, and what the question says will happen and stay. */
export const personActs = {
  "sign-out": { operation: "users.sign-out", ends: ["sessions"], stays: ["apps", "again"] },
  "revoke-grants": { operation: "users.revoke-grants", ends: ["grants", "tokens"], stays: ["sessions"] },
  disable: {
    operation: "users.disable",
    needsReach: true,
    ends: ["sessions", "grants", "tokens", "refused"],
    stays: ["enable"],
  },
  enable: { operation: "users.enable", needsReach: true, ends: [], stays: [] },
  export: { operation: "users.export", ends: ["export"], stays: ["unchanged"] },
  delete: {
    operation: "users.delete",
    needsReach: true,
    ends: ["sessions", "grants", "tokens", "rows"],
    stays: ["audit", "newcomer"],
  },
} as const satisfies Record<string, Act>;

export type PersonAct = keyof typeof personActs;

type EndKey = (typeof personActs)[PersonAct]["ends"][number];
type StayKey = (typeof personActs)[PersonAct]["stays"][number];
/** A missing text fails the type check. */
export const endText = (key: EndKey): MessageKey => `admin.ends.${key}`;
export const stayText = (key: StayKey): MessageKey => `admin.stays.${key}`;

export function isPersonAct(name: string | undefined): name is PersonAct {
  return name !== undefined && Object.hasOwn(personActs, name);
}

export function needsReach(act: PersonAct): boolean {
  const { needsReach: needs }: Act = personActs[act];
  return needs === true;
}
