import { beforeEach, describe, expect, it } from "vitest";
import type { KnownPerson } from "#server/accounts/account-claims.ts";
import { grantTie, tokenTie } from "#server/authorization-server/records/token-ties.ts";
import { encodeMessage } from "#server/database/events/notification-message.ts";
import { createSubscriptions, type Subscriptions } from "#server/database/events/subscriptions.ts";
import { createTokenStateCache, type TokenStateCache } from "./token-state-cache.ts";
import type { TokenState } from "./token-state-store.ts";

describe("remembered token states", () => {
  let subscriptions: Subscriptions;
  let reads: string[];
  let nowMs: number;
  let stored: Map<string, TokenState>;
  let beforeAnswer: () => void;
  let states: TokenStateCache;

  const state = (idHash: string, change: Partial<TokenState> = {}): TokenState => ({
    record: { payload: {}, idHash, familyId: null, consumedAt: null, answer: null },
    accountId: "ada",
    grantId: null,
    account: { claims: { sub: "ada", name: "Ada" }, person: {} as KnownPerson["person"] },
    grant: undefined,
    sessionId: undefined,
    session: undefined,
    liveUntilMs: 10_000,
    ties: [tokenTie(idHash), grantTie("the-grant")],
    ...change,
  });

  beforeEach(() => {
    subscriptions = createSubscriptions();
    subscriptions.setListening(true);
    reads = [];
    nowMs = 0;
    stored = new Map([["one", state("one")]]);
    beforeAnswer = () => {};
    states = createTokenStateCache({
      store: {
        async find(_, idHash) {
          reads.push(idHash);
          const found = stored.get(idHash);
          beforeAnswer();
          return found;
        },
      },
      notify: subscriptions,
      endings: [{ channel: "grant_ended", tieOf: grantTie }],
      capacity: 2,
      nowMs: () => nowMs,
    });
  });
  const recall = (idHash = "one") => states.recall("AccessToken", idHash);

  it("are read once", async () => {
    await recall();
    expect(await recall()).toBe(stored.get("one"));
    expect(reads).toEqual(["one"]);
  });

  it("are forgotten when what the token hangs on ends", async () => {
    await recall();
    stored.clear();
    subscriptions.deliver(encodeMessage("grant_ended", "another-grant"));
    expect(await recall()).toBeDefined();
    subscriptions.deliver(encodeMessage("grant_ended", "the-grant"));
    expect(await recall()).toBeUndefined();
  });

  it("are not remembered from a read during which something ended", async () => {
    beforeAnswer = () => subscriptions.deliver(encodeMessage("grant_ended", "the-grant"));
    expect(await recall()).toBeDefined();
    stored.clear();
    expect(await recall()).toBeUndefined();
  });

  it("are not used, and not kept, while the process hears nothing", async () => {
    await recall();
    subscriptions.setListening(false);
    await recall();
    await recall();
    expect(reads).toHaveLength(3);
    subscriptions.setListening(true);
    await recall();
    expect(reads).toHaveLength(4);
  });

  it("never outlive the token or its session", async () => {
    await recall();
    nowMs = 10_000;
    await recall();
    await recall();
    expect(reads).toHaveLength(3);
  });

  it("are not kept of unknown, consumed or disowned tokens", async () => {
    stored.set("consumed", state("consumed", { record: { ...state("consumed").record, consumedAt: new Date(0) } }));
    stored.set("disabled", state("disabled", { account: undefined }));
    for (const idHash of ["unknown", "consumed", "disabled"]) {
      await recall(idHash);
      await recall(idHash);
    }
    expect(reads).toHaveLength(6);
  });

  it("are bounded: the oldest goes first", async () => {
    for (const idHash of ["two", "three"]) stored.set(idHash, state(idHash));
    for (const idHash of ["one", "two", "three", "three", "two", "one"]) await recall(idHash);
    expect(reads).toEqual(["one", "two", "three", "one"]);
  });

  it("fail with the database instead of answering from memory", async () => {
    await recall();
    states.forget(tokenTie("one"));
    beforeAnswer = () => {
      throw new Error("no database");
    };
    await expect(recall()).rejects.toThrow("no database");
  });
});
