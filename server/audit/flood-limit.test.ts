import { expect, it } from "vitest";
import type { AuditEntry } from "./audit-event.ts";
import { FloodLimit, perCallerAndMinute, perMinute } from "./flood-limit.ts";

const refused: AuditEntry = { type: "session.refused", outcome: "failure" };

function admitTimes(limit: FloodLimit, times: number, address: (index: number) => string, entry = refused): number {
  return Array.from({ length: times }, (_, index) => limit.admit(entry, address(index), 0)).filter(({ keep }) => keep)
    .length;
}

it("keeps failures without a person up to the limit, and counts the rest as one row in the next minute", () => {
  const limit = new FloodLimit();
  expect(admitTimes(limit, 2_000, () => "203.0.113.1")).toBe(perCallerAndMinute);
  const next = limit.admit(refused, "203.0.113.9", 60_000);
  expect(next).toEqual({
    keep: true,
    floods: [
      {
        type: "session.refused",
        outcome: "failure",
        clientAddress: "203.0.113.1",
        suppressed: 2_000 - perCallerAndMinute,
      },
    ],
  });
  expect(limit.admit(refused, "203.0.113.9", 60_001).floods).toEqual([]);
});

it("doesn't let one caller's flood hide another's failures or another kind", () => {
  const limit = new FloodLimit();
  admitTimes(limit, 500, () => "203.0.113.1");
  expect(limit.admit(refused, "203.0.113.2", 1).keep).toBe(true);
  expect(limit.admit({ type: "sign_in.refused", outcome: "failure" }, "203.0.113.1", 1).keep).toBe(true);
});

it("bounds what many addresses write together, and what is remembered of them", () => {
  const limit = new FloodLimit();
  expect(admitTimes(limit, 10_000, (index) => `2001:db8:0:${index.toString(16)}::1`)).toBe(perMinute);
  const { floods } = limit.admit(refused, "203.0.113.9", 60_000);
  expect(floods.length).toBeLessThanOrEqual(perMinute + 1);
  expect(floods.reduce((sum, { suppressed }) => sum + suppressed, 0)).toBe(10_000 - perMinute);
});

it.each(["sign_in.started", "token.issued", "logout.backchannel_received"] as const)(
  "keeps %s up to the limit where no person is known, though it succeeded",
  (type) => {
    const limit = new FloodLimit();
    const started: AuditEntry = { type, outcome: "success", clientId: "app", providerId: "google" };
    expect(admitTimes(limit, 300, () => "203.0.113.1", started)).toBe(perCallerAndMinute);
    // A flood of successes hides no failure of the same kind.
    expect(limit.admit({ ...started, outcome: "failure" }, "203.0.113.1", 1).keep).toBe(true);
    expect(limit.admit(refused, "203.0.113.9", 60_000).floods).toEqual([
      { type, outcome: "success", clientAddress: "203.0.113.1", suppressed: 300 - perCallerAndMinute },
    ]);
  },
);

it("counts the addresses of one IPv6 network as one caller", () => {
  const limit = new FloodLimit();
  expect(admitTimes(limit, 500, (index) => `2001:db8::${index.toString(16)}`)).toBe(perCallerAndMinute);
});

it("always keeps what a person did, and what the portal did by itself", () => {
  const limit = new FloodLimit();
  expect(admitTimes(limit, 3_000, () => "203.0.113.1", { ...refused, userId: "a-user" })).toBe(3_000);
  const sent: AuditEntry = { type: "logout.backchannel_sent", outcome: "success" };
  const kept = Array.from({ length: 3_000 }, () => limit.admit(sent, undefined, 0)).filter(({ keep }) => keep);
  expect(kept).toHaveLength(3_000);
});
