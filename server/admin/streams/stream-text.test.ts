import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { streamText } from "./stream-text.ts";

const item = z.object({ id: z.number(), name: z.string().nullable(), facts: z.record(z.string(), z.string()) });

async function* items() {
  yield { facts: {}, id: -1, name: 'Ada, "the"\nfirst' };
  yield { id: 2, name: null, facts: { code: "x" } };
}

const written = (type: "application/x-ndjson" | "text/csv", from: AsyncIterable<unknown> = items()) =>
  Readable.from(streamText(from, item, type)).toArray() as Promise<string[]>;

describe("a stream as text", () => {
  it("is one JSON object a line", async () => {
    const lines = await written("application/x-ndjson");
    expect(lines.map((line) => JSON.parse(line))).toEqual(await Readable.from(items()).toArray());
    expect(lines.every((line) => line.endsWith("\n") && line.indexOf("\n") === line.length - 1)).toBe(true);
  });

  it("is a table with a line of names, in the order of the schema", async () => {
    expect(await written("text/csv")).toEqual([
      "id,name,facts\r\n",
      '-1,"Ada, ""the""\nfirst",{}\r\n',
      '2,,"{""code"":""x""}"\r\n',
    ]);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])("has no cell that a spreadsheet runs: %j", async (name) => {
    const [, line] = await written("text/csv", itemsOf([{ id: 1, name, facts: {} }]));
    expect(line?.replaceAll('"', "")).toBe(`1,'${name},{}\r\n`);
  });

  it.each([
    ["x;=1+1", "x;'=1+1"],
    ["x; =1+1", "x;' =1+1"],
    ["x;y;@SUM(A1)", "x;y;'@SUM(A1)"],
    ["x\t=1", "x\t'=1"],
    ["x\r\n-1", "x\r\n'-1"],
    ["\t=1", "'\t'=1"],
    ["x;1", "x;1"],
  ])("has no cell that a spreadsheet with another separator runs, and quotes such cells: %j", async (name, cell) => {
    const [, line] = await written("text/csv", itemsOf([{ id: 1, name, facts: {} }]));
    expect(line).toBe(`1,"${cell}",{}\r\n`);
  });

  it("ends the stream behind it when the reader leaves", async () => {
    let ended = false;
    async function* endless() {
      try {
        for (let id = 0; ; id++) yield { id, name: "", facts: {} };
      } finally {
        ended = true;
      }
    }
    for await (const line of streamText(endless(), item, "text/csv")) if (line.startsWith("3")) break;
    expect(ended).toBe(true);
  });
});

async function* itemsOf(values: readonly unknown[]) {
  yield* values;
}
