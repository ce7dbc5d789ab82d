import type Provider from "oidc-provider";
import { expect, it } from "vitest";
import { runInRequestContext } from "#server/http/request-context.ts";
import { createInteractionReader } from "./interaction-reader.ts";

const inRequest = <T>(work: () => Promise<T>) =>
  runInRequestContext({ requestId: "request", clientAddress: "127.0.0.1", userAgent: undefined }, work);

function reader(answer: (uid: string) => Promise<unknown>) {
  const reads: string[] = [];
  const find = (uid: string) => {
    reads.push(uid);
    return answer(uid);
  };
  return {
    reads,
    read: createInteractionReader({ Interaction: { find } } as unknown as Pick<Provider, "Interaction">),
  };
}

it("reads an interaction once for the form-action and the page of one request", async () => {
  const { read, reads } = reader(async (uid) => ({ uid }));
  await inRequest(async () => expect(await read("first")).toBe(await read("first")));
  expect(reads).toEqual(["first"]);
});

it("reads it again in the next request, and outside requests each time", async () => {
  const { read, reads } = reader(async (uid) => ({ uid }));
  await inRequest(() => read("first"));
  await inRequest(() => read("first"));
  await read("first");
  await read("first");
  expect(reads).toHaveLength(4);
});

it("reads it again after a failure, because the database may be back", async () => {
  let fails = true;
  const { read } = reader(async (uid) => {
    if (fails) throw new Error("the database is away");
    return { uid };
  });
  await inRequest(async () => {
    await expect(read("first")).rejects.toThrow("away");
    fails = false;
    expect(await read("first")).toEqual({ uid: "first" });
  });
});
