import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { time } from "#server/admin/shapes.ts";

const kid = z.string().min(1).max(100).describe("The key's id (`kid`), as in the key set and in the header of a JWT.");

export const signingKeysOperations = {
  "signing-keys.list": defineOperation({
    method: "GET",
    path: "/signing-keys",
    permission: "signing-keys.read",
    summary: "The published signing keys: which sign now, and until when each is published",
    input: z.strictObject({}),
    output: z.object({
      items: z.array(
        z.object({
          kid,
          algorithm: z.string(),
          state: z.enum(["published", "signing", "verifying"]),
          createdAt: time,
          signsFrom: time,
          signsTo: time.nullable(),
          publishedTo: time.nullable(),
        }),
      ),
    }),
    async run({ services }) {
      const keys = await services.signingKeys.list();
      return {
        items: keys.map((key) => ({
          ...key,
          createdAt: key.createdAt.toISOString(),
          signsFrom: key.signsFrom.toISOString(),
          signsTo: key.signsTo?.toISOString() ?? null,
          publishedTo: key.publishedTo?.toISOString() ?? null,
        })),
      };
    },
  }),

  "signing-keys.rotate": defineOperation({
    method: "POST",
    path: "/signing-keys/rotate",
    permission: "signing-keys.write",
    needsFreshSignIn: true,
    endsNothing: true,
    summary: "Make a successor of every signing key: published at once, it signs after an hour; nothing ends",
    input: z.strictObject({}),
    output: z.object({ made: z.array(kid) }),
    async run({ services, note }) {
      const made = await services.signingKeys.rotate();
      note({}, { made });
      return { made };
    },
  }),

  "signing-keys.retire": defineOperation({
    method: "POST",
    path: "/signing-keys/{kid}/retire",
    permission: "signing-keys.write",
    needsFreshSignIn: true,
    summary: "Take a signing key out of use at once: what it signed is refused; its successor signs from now on",
    input: z.strictObject({ kid }),
    output: z.object({
      kid,
      algorithm: z.string(),
      signsNow: kid.nullable().describe("The key that signs with this algorithm now."),
    }),
    async run({ services, note }, input) {
      note({}, { kid: input.kid });
      const retired = await services.signingKeys.retire(input.kid);
      if (retired.signsNow !== undefined) note({}, { signsNow: retired.signsNow });
      return { ...retired, signsNow: retired.signsNow ?? null };
    },
  }),
};
