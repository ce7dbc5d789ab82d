import { expect, it } from "vitest";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { createSignedMessages } from "./signed-messages.ts";

const secrets = {
  ours: new Secret("a".repeat(40)),
  next: new Secret("b".repeat(40)),
  other: new Secret("c".repeat(40)),
};
let now = 1_000_000;
const by = (...names: (keyof typeof secrets)[]) =>
  createSignedMessages({ keys: new KeyRing(names.map((name) => secrets[name])), nowMs: () => now });
const message = { id: "1", question: "lift-limit", about: "sign-in 192.0.2.1" };

it("reads what another process of the portal wrote, also while the secret is being replaced", () => {
  expect(by("ours").read("asked", by("ours").write("asked", message))).toEqual(message);
  expect(by("next", "ours").read("asked", by("ours").write("asked", message))).toEqual(message);
});

it.each([
  ["without a signature", (text: string) => text.slice(text.indexOf("{"))],
  ["that is plain JSON", () => JSON.stringify(message)],
  ["with another text", (text: string) => text.replace("192.0.2.1", "192.0.2.2")],
  ["with another time", (text: string) => text.replace("1000000", "1000001")],
  ["of another portal", () => by("other").write("asked", message)],
  ["of another channel", () => by("ours").write("answered", message)],
  ["that is empty", () => ""],
])("reads nothing %s", (_, change) => {
  expect(by("ours").read("asked", change(by("ours").write("asked", message)))).toBeUndefined();
});

it.each([6, -6])("reads nothing that was written %d minutes ago", (minutes) => {
  const written = by("ours").write("asked", message);
  now += minutes * 60_000;
  expect(by("ours").read("asked", written)).toBeUndefined();
  now -= minutes * 60_000;
});
