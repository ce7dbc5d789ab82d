import { z } from "zod";
import { addressOrNetwork, time, uuid } from "#server/admin/shapes.ts";

const id = z.string().min(1).max(2_000);

/** What a choice names. All members that are given must fit; of the values of one member any. */
const choiceShape = {
  users: z.array(uuid).max(1_000).default([]).describe("Ids of people."),
  clients: z.array(id).max(100).default([]).describe("Client ids of apps: what these have of people, and no session."),
  providers: z.array(id).max(100).default([]).describe("Ids of providers: sign-ins that began there."),
  keys: z
    .array(id)
    .max(10)
    .default([])
    .describe("Ids of signing keys (kid): JWT access tokens from the time in which they signed."),
  networks: z
    .array(addressOrNetwork)
    .max(100)
    .default([])
    .describe("Client addresses of sign-ins, as addresses or networks."),
  since: time.optional().describe("Sign-ins, consents and tokens from then on."),
  until: time.optional().describe("… and before then; until the run is over by default."),
};

const lists = ["users", "clients", "providers", "keys", "networks"] as const;

const actShape = {
  sessions: z.boolean().optional().describe("End sessions. By default unless apps or keys are named."),
  grants: z.boolean().optional().describe("End the access that people gave to apps. By default unless keys are named."),
  tokens: z.boolean().default(true).describe("End codes, access and refresh tokens that don't end with these."),
  wholePeople: z
    .boolean()
    .default(false)
    .describe("End everything of each person who has a chosen sign-in or gave a chosen app access."),
  signingKeys: z
    .enum(["keep", "rotate", "retire"])
    .default("keep")
    .describe(
      "rotate: successors sign after an hour. retire: the named keys, or all, at once; what they signed is refused. Both need signing-keys.write.",
    ),
  block: z.boolean().default(false).describe("Block the named people and apps from giving and getting access again."),
  keepOwn: z.boolean().default(true).describe("Leave out the administrator who runs it, unless named."),
};

/** The input of a dry run. */
export const containInput = z
  .strictObject({ ...choiceShape, ...actShape })
  .refine(({ since, ...input }) => since !== undefined || lists.some((name) => input[name].length > 0), {
    message: "names no person, app, provider, key, network or time: it would end everything",
    path: ["users"],
  })
  .refine(({ block, users, clients }) => !block || users.length * clients.length <= 1_000, {
    message: "too many pairs of people and apps to block (1,000)",
    path: ["block"],
  })
  .refine(({ block, users, clients }) => !block || users.length + clients.length > 0, {
    message: "needs people or apps",
    path: ["block"],
  });

export type ContainInput = z.output<typeof containInput>;

/** JWT access tokens that a key may have signed. */
export interface SignedBy {
  kid: string;
  /** APIs whose tokens are signed with the key's algorithm. */
  audiences: string[];
  from: string;
  to: string;
}

/** What was chosen, as it is kept with the run; times are RFC 3339. */
export interface Choice {
  users: string[];
  clients: string[];
  providers: string[];
  keys: string[];
  networks: string[];
  since?: string | undefined;
  until?: string | undefined;
  /** The person who is left out. */
  spared?: string | undefined;
  signedBy: SignedBy[];
}

export interface Acts {
  sessions: boolean;
  grants: boolean;
  tokens: boolean;
  wholePeople: boolean;
  signingKeys: "keep" | "rotate" | "retire";
  block: boolean;
}

/** Pure. Named apps hold no session, and a key signs tokens alone, so these end less by default. */
export function settleActs(input: ContainInput): Acts {
  const { sessions, grants, tokens, wholePeople, signingKeys, block } = input;
  return {
    sessions: sessions ?? (input.clients.length === 0 && input.keys.length === 0),
    grants: grants ?? input.keys.length === 0,
    tokens,
    wholePeople,
    signingKeys,
    block,
  };
}

export function settleChoice(input: ContainInput, actorUserId: string | undefined, signedBy: SignedBy[]): Choice {
  const { users, clients, providers, keys, networks, since, until, keepOwn } = input;
  const spared = keepOwn && actorUserId !== undefined && !users.includes(actorUserId) ? actorUserId : undefined;
  return { users, clients, providers, keys, networks, since, until, spared, signedBy };
}
