import { describe, expect, it } from "vitest";
import { plainText } from "./plain-text.ts";
import { tableLines } from "./table.ts";
import { cutToWidth, textWidth } from "./text-width.ts";

const columns = ["name", "address", "note"].map((title) => ({ path: [title], title }));
const rows = [
  { name: "Ada Lovelace", address: "ada@example.com", note: null },
  { name: "林 さくら", address: "sakura@example.com", note: null },
];

describe("a table", () => {
  it("is as wide as its values, wide characters counted twice, without columns that are empty", () => {
    expect(tableLines(rows, columns, 80)).toEqual([
      "name          address",
      "Ada Lovelace  ada@example.com",
      "林 さくら     sakura@example.com",
    ]);
  });

  it("takes from the widest column where the terminal is narrow", () => {
    expect(tableLines(rows, columns, 26)).toEqual([
      "name          address",
      "Ada Lovelace  ada@example…",
      "林 さくら     sakura@exam…",
    ]);
  });

  it("becomes blocks where it can't fit", () => {
    expect(tableLines(rows, columns, 12)).toEqual([
      "name     Ada Lovelace",
      "address  ada@example.com",
      "",
      "name     林 さくら",
      "address  sakura@example.com",
    ]);
  });

  it("cuts nothing for a program", () => {
    const long = "x".repeat(500);
    expect(tableLines([{ name: long }], columns, undefined)[1]).toBe(long);
  });
});

describe("a text from other people", () => {
  it("spells out what a terminal would obey", () => {
    expect(plainText("Ada\u001b[2J\nadmin\u202e")).toBe("Ada\\u001b[2J\\u000aadmin\\u202e");
    expect(plainText({ name: "a\u0007" })).not.toContain("\u0007");
    expect(plainText(["a", null, true])).toBe("a, , yes");
  });

  it.each([
    ["Ada", 3],
    ["é", 1],
    ["e\u0301", 1],
    ["漢字", 4],
    ["ｱ", 1],
    ["👩‍💻", 2],
    ["✔", 1],
    ["", 0],
  ])("%s takes %i cells", (text, cells) => expect(textWidth(text)).toBe(cells));

  it("is cut between characters", () => {
    expect(cutToWidth("漢字漢字", 5)).toBe("漢字…");
    expect(cutToWidth("e\u0301e\u0301e\u0301", 2)).toBe("e\u0301…");
  });
});
