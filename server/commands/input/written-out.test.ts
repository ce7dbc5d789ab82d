import { expect, it } from "vitest";
import { writtenOut } from "./written-out.ts";

it.each([
  ["keys list", "signing-keys list"],
  ["explain --as ada@example.com --app wiki", "explain what-if ada@example.com --app wiki"],
  ["explain --app wiki --as=ada@example.com --json", "explain what-if ada@example.com --app wiki --json"],
  ["explain what-if --host wiki.example --as corp:1", "explain what-if corp:1 --host wiki.example"],
  ["explain what-if ada@example.com --app wiki", "explain what-if ada@example.com --app wiki"],
  ["explain reference 3f0c --language de", "explain reference 3f0c --language de"],
  ["explain --help", "explain --help"],
  ["explain --as", "explain what-if"],
])("%s is %s", (short, whole) => {
  expect(writtenOut(short.split(" "))).toEqual(whole.split(" "));
});
