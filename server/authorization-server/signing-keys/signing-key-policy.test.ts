import { describe, expect, it } from "vitest";
import {
  generationDue,
  longestTokenSeconds,
  offeredAlgorithms,
  orderKeys,
  publishLeadSeconds,
  restingKey,
  rotationSeconds,
  supersededBy,
} from "./signing-key-policy.ts";

const at = (seconds: number) => new Date(seconds * 1000);
const key = (generation: number, activeFromSeconds: number, publishedToSeconds?: number) => ({
  algorithm: "ES256",
  generation,
  activeFrom: at(activeFromSeconds),
  retiredAt: null,
  publishedTo: publishedToSeconds === undefined ? null : at(publishedToSeconds),
});

describe("orderKeys", () => {
  it("puts the newest active key first, and one that is only published after it", () => {
    const order = orderKeys([key(3, 200), key(1, 0), key(2, 100)], ["ES256"], at(150));
    expect(order.map(({ generation }) => generation)).toEqual([2, 1, 3]);
  });

  it("leaves out what need not be verified any more", () => {
    const order = orderKeys([key(1, 0, 149), key(2, 100)], ["ES256"], at(150));
    expect(order.map(({ generation }) => generation)).toEqual([2]);
  });

  it("follows the offered algorithms, and puts those that are only verified last", () => {
    const rows = ["EdDSA", "ES256", "RS256"].map((algorithm) => ({ ...key(1, 0), algorithm }));
    const order = orderKeys(rows, ["RS256", "ES256"], at(150));
    expect(order.map(({ algorithm }) => algorithm)).toEqual(["RS256", "ES256", "EdDSA"]);
  });
});

describe("generationDue", () => {
  it("is the first one on an empty table", () => {
    expect(generationDue([], "ES256", at(0))).toBe(1);
    expect(generationDue([key(1, 0)], "RS256", at(0))).toBe(1);
  });

  it("is the next one early enough to be published before it signs", () => {
    const due = rotationSeconds - publishLeadSeconds;
    expect(generationDue([key(1, 0)], "ES256", at(due - 1))).toBeUndefined();
    expect(generationDue([key(1, 0)], "ES256", at(due))).toBe(2);
    expect(generationDue([key(1, 0), key(2, rotationSeconds)], "ES256", at(due))).toBeUndefined();
  });

  it("is the next one when the newest was retired without a successor", () => {
    expect(generationDue([{ ...key(4, 0), retiredAt: at(50) }], "ES256", at(60))).toBe(5);
  });
});

describe("restingKey", () => {
  const retired = (generation: number, publishedToSeconds: number) => ({
    ...key(generation, 0, publishedToSeconds),
    retiredAt: at(50),
  });

  it("is the newest one, retired without a successor and still published", () => {
    expect(restingKey([retired(1, 200), retired(2, 300)], at(100))).toMatchObject({ generation: 2 });
  });

  it("is none that signs, is published no more or has a successor", () => {
    expect(restingKey([], at(100))).toBeUndefined();
    expect(restingKey([key(1, 0)], at(100))).toBeUndefined();
    expect(restingKey([retired(1, 100)], at(100))).toBeUndefined();
    expect(restingKey([retired(1, 200), key(2, 0)], at(100))).toBeUndefined();
  });
});

describe("offeredAlgorithms", () => {
  it("has EdDSA only when a client uses it", () => {
    expect(offeredAlgorithms([{ idTokenAlgorithm: "ES256" }])).toEqual(["RS256", "ES256"]);
    expect(offeredAlgorithms([{ idTokenAlgorithm: "RS256" }, { idTokenAlgorithm: "EdDSA" }])).toContain("EdDSA");
  });
});

describe("longestTokenSeconds", () => {
  it("is an ID token's life, or that of an API's longer JWTs", () => {
    const api = (accessTokenFormat: "opaque" | "jwt", accessTokenSeconds: number) => ({
      accessTokenFormat,
      accessTokenSeconds,
    });
    expect(longestTokenSeconds([])).toBe(3600);
    expect(longestTokenSeconds([api("jwt", 300), api("opaque", 100_000)])).toBe(3600);
    expect(longestTokenSeconds([api("jwt", 100_000), api("jwt", 300)])).toBe(100_000);
  });
});

describe("supersededBy", () => {
  it("keeps the old key published until what it signed last has expired", () => {
    const week = 7 * 24 * 60 * 60;
    for (const tokenSeconds of [3600, week]) {
      const { retiredAt, publishedTo } = supersededBy({ activeFrom: at(1000) }, tokenSeconds);
      expect(retiredAt).toEqual(at(1000));
      expect(publishedTo.getTime()).toBeGreaterThan(at(1000 + tokenSeconds).getTime());
    }
  });
});
