import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createClientAddress } from "./client-address.ts";

const request = (remoteAddress: string, forwarded?: string) =>
  ({
    socket: { remoteAddress },
    headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded },
  }) as unknown as IncomingMessage;

describe("the caller's address", () => {
  it.each([
    ["without a proxy", "9.9.9.9", undefined, "9.9.9.9"],
    ["claimed by a stranger", "9.9.9.9", "1.1.1.1", "9.9.9.9"],
    ["as the proxy saw it", "10.0.0.1", "1.1.1.1", "1.1.1.1"],
    ["left of what the caller wrote", "10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"],
    ["through two proxies", "10.0.0.1", "1.1.1.1, 10.0.0.2", "1.1.1.1"],
    ["on a dual-stack socket", "::ffff:10.0.0.1", "::ffff:1.1.1.1", "1.1.1.1"],
    ["where the proxy wrote rubbish", "10.0.0.1", "unknown", "10.0.0.1"],
  ])("is known %s", (_name, peer, forwarded, address) => {
    expect(createClientAddress(["10.0.0.0/24"])(request(peer, forwarded))).toBe(address);
  });
});

describe("a neighbour that forwards and isn't trusted", () => {
  function hearing(trusted: string[], ...requests: IncomingMessage[]): string[] {
    const heard: string[] = [];
    const addressOf = createClientAddress(trusted, (address) => heard.push(address));
    for (const one of requests) addressOf(one);
    return heard;
  }

  it.each(["127.0.0.1", "::1", "::ffff:172.17.0.1", "192.168.1.1", "fd00::1"])("is told of once: %s", (peer) => {
    const forwarding = request(peer, "1.1.1.1");
    expect(hearing([], request(peer), forwarding, forwarding)).toHaveLength(1);
    expect(hearing(["10.9.9.9"], forwarding)).toHaveLength(1);
  });

  it("is not told of where it is trusted, or is a stranger from the internet", () => {
    expect(hearing(["127.0.0.1"], request("127.0.0.1", "1.1.1.1"))).toEqual([]);
    expect(hearing([], request("9.9.9.9", "1.1.1.1"), request("2606:4700::1111", "1.1.1.1"))).toEqual([]);
  });
});
