import { expect, it } from "vitest";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { createSignedNotes } from "./signed-note.ts";

const ring = (text: string) => new KeyRing([new Secret(text.repeat(8))]);
let now = 1_000;
const notes = createSignedNotes(ring("first "), () => now);

it("gives back what was written, until it is too old", () => {
  now = 1_000;
  const note = notes.write("a question", { state: "é.\n", n: 1 }, 60);
  expect(note).toMatch(/^[\w.-]+$/);
  now = 1_060;
  expect(notes.read("a question", note)).toEqual({ state: "é.\n", n: 1 });
  now = 1_061;
  expect(notes.read("a question", note)).toBeUndefined();
});

it("reads nothing that is about something else, altered, of another key, or no note", () => {
  now = 1_000;
  const note = notes.write("a question", { n: 1 }, 60);
  const [expiresAt = "", payload = "", signature = ""] = note.split(".");
  const other = Buffer.from('{"n":2}').toString("base64url");
  expect(notes.read("another question", note)).toBeUndefined();
  const hostile = [
    `${Number(expiresAt) + 1}.${payload}.${signature}`,
    `${expiresAt}.${other}.${signature}`,
    `${expiresAt}.${payload}.`,
    `${expiresAt}.${payload}`,
    createSignedNotes(ring("second "), () => now).write("a question", { n: 1 }, 60),
    "",
    undefined,
    [note],
  ];
  for (const forged of hostile) expect(notes.read("a question", forged)).toBeUndefined();
});
