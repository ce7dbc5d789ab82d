import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo, LookupFunction } from "node:net";
import { afterEach, expect, it } from "vitest";
import { createStrangersLookup } from "./public-lookup.ts";

let socket: Socket | undefined;
afterEach(() => void socket?.close());

/** A DNS server (RFC 1035 §4.1) with one IPv4 answer per address, and none for IPv6; without `addresses` it says nothing. */
async function lookupAt(addresses: string[] | undefined, timeoutMs?: number): Promise<LookupFunction> {
  const server = createSocket("udp4");
  socket = server;
  server.on("message", (question, from) => {
    if (!addresses) return;
    const end = question.indexOf(0, 12) + 5;
    const answers = question.readUInt16BE(end - 4) === 1 ? addresses : [];
    const head = Buffer.from([...question.subarray(0, 2), 0x81, 0x80, 0, 1, 0, answers.length, 0, 0, 0, 0]);
    const records = answers.map((one) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...one.split(".").map(Number)]),
    );
    server.send(Buffer.concat([head, question.subarray(12, end), ...records]), from.port, from.address);
  });
  await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
  return createStrangersLookup([`127.0.0.1:${(server.address() as AddressInfo).port}`], timeoutMs);
}

const patientMs = 15_000;
const found = (lookup: LookupFunction) =>
  new Promise((resolve, reject) => {
    lookup("app.example", { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

it("a stranger's name leads to its public addresses", async () => {
  expect(await found(await lookupAt(["93.184.215.14"], patientMs))).toEqual([{ address: "93.184.215.14", family: 4 }]);
});

it("a stranger's name with a private address among its own is refused", async () => {
  await expect(found(await lookupAt(["93.184.215.14", "10.0.0.1"], patientMs))).rejects.toThrow("is a private address");
});

it("a DNS server that says nothing is waited for no longer than the fetch", async () => {
  const beganMs = Date.now();
  await expect(found(await lookupAt(undefined))).rejects.toMatchObject({ code: "ETIMEOUT" });
  // The fetch gives up after eight seconds; the resolver by itself would ask for longer than that.
  expect(Date.now() - beganMs).toBeLessThan(8_000);
});
