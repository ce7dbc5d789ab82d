import { expect, it } from "vitest";
import { z } from "zod";
import { clientActor, operatorActor } from "./actors.ts";
import type { AdminServices } from "./admin-services.ts";
import { createAdmin } from "./create-admin.ts";
import { defineOperation } from "./operation.ts";
import { operations } from "./operations.ts";

/** Ends the calls that run now. */
let endAll: () => void = () => {};

const table = {
  ...operations,
  "system.compute": defineOperation({
    method: "GET",
    path: "/system/compute",
    permission: "system.read",
    atOnce: 3,
    summary: "Computes for long",
    input: z.strictObject({ fails: z.boolean().default(false) }),
    output: z.object({}),
    async run(_, { fails }) {
      if (fails) throw new Error("it fails");
      const before = endAll;
      await new Promise<void>((resolve) => {
        endAll = () => void [before(), resolve()];
      });
      return {};
    },
  }),
};
const audit = { record: () => {}, flush: async () => {} };
const admin = createAdmin({ services: {} as AdminServices, audit, table });
const by = (clientId: string) => clientActor({ clientId, scopes: ["portico.admin.read"], person: undefined });
const compute = (actor: ReturnType<typeof by>, input = {}) => admin.callUnchecked(actor, "system.compute", input);
const refused = { code: "rate_limited", facts: { retryAfterSeconds: 5 } };

it("refuses a costly operation while the actor runs two, or all together run as many as may be", async () => {
  await expect(compute(by("one"), { fails: true })).rejects.toThrow("it fails");
  const running = [compute(by("one")), compute(by("one"))];
  await expect(compute(by("one"))).rejects.toMatchObject(refused);
  running.push(compute(by("two")));
  for (const actor of [by("two"), operatorActor()]) await expect(compute(actor)).rejects.toMatchObject(refused);
  endAll();
  await Promise.all(running);

  const again = [compute(by("one")), compute(by("one")), compute(operatorActor())];
  endAll();
  await Promise.all(again);
});

it("is the rule for what counts people or goes through a request", () => {
  const costly = Object.entries(operations).filter(([, operation]) => "atOnce" in operation);
  expect(costly.map(([name]) => name).sort()).toEqual(["contain.preview", "explain.what-if", "policy.preview"]);
});
