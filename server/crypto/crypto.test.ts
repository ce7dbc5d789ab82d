import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { CookieSeal } from "./cookie-seal.ts";
import { KeyRing } from "./key-ring.ts";
import { Secret } from "./secret.ts";
import { TokenCipher } from "./token-cipher.ts";

const oldSecret = new Secret("old-secret-old-secret-old-secret-old");
const newSecret = new Secret("new-secret-new-secret-new-secret-new");
const oldRing = new KeyRing([oldSecret]);
const rotatedRing = new KeyRing([newSecret, oldSecret]);
const newRing = new KeyRing([newSecret]);

describe("Secret", () => {
  it("never prints its value", () => {
    const secret = new Secret("hunter2");
    const prints = [String(secret), `${secret}`, JSON.stringify({ secret }), inspect(secret), inspect({ secret })];
    for (const print of prints) {
      expect(print).not.toContain("hunter2");
      expect(print).toContain("[secret]");
    }
    expect(secret.reveal()).toBe("hunter2");
  });
});

describe("KeyRing", () => {
  it("derives another key for each purpose and secret", () => {
    const keys = [rotatedRing.keys("session-cookie"), rotatedRing.keys("token-column")].flat();
    expect(new Set(keys.map(({ bytes }) => Buffer.from(bytes).toString("hex"))).size).toBe(4);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(4);
  });

  it("signs with the newest secret and verifies with all", () => {
    const signature = oldRing.sign("form-token", "message");
    expect(rotatedRing.verify("form-token", "message", signature)).toBe(true);
    expect(newRing.verify("form-token", "message", signature)).toBe(false);
    expect(rotatedRing.verify("form-token", "other", signature)).toBe(false);
    expect(rotatedRing.verify("oidc-cookie", "message", signature)).toBe(false);
  });

  it("takes one spelling of a signature only", () => {
    const signature = oldRing.sign("form-token", "message");
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = letters.indexOf(signature.slice(-1));
    for (const bits of [1, 2, 3]) {
      const other = signature.slice(0, -1) + letters.charAt(last + bits);
      expect(Buffer.from(other, "base64url")).toEqual(Buffer.from(signature, "base64url"));
      expect(oldRing.verify("form-token", "message", other)).toBe(false);
    }
    expect(oldRing.verify("form-token", "message", `${signature}=`)).toBe(false);
  });
});

describe("TokenCipher", () => {
  const cell = { table: "upstream_tokens", id: "1", column: "access_token" };

  it("opens what it encrypted, also after the secret was rotated", async () => {
    const ciphertext = await new TokenCipher(oldRing).encrypt(cell, new Secret("token"));
    expect(ciphertext).not.toContain("token");
    expect((await new TokenCipher(oldRing).decrypt(cell, ciphertext)).reveal()).toBe("token");
    expect((await new TokenCipher(rotatedRing).decrypt(cell, ciphertext)).reveal()).toBe("token");
  });

  it("refuses a ciphertext moved to another row, column or table", async () => {
    const cipher = new TokenCipher(oldRing);
    const ciphertext = await cipher.encrypt(cell, new Secret("token"));
    await expect(cipher.decrypt({ ...cell, id: "2" }, ciphertext)).rejects.toThrow("another cell");
    await expect(cipher.decrypt({ ...cell, column: "refresh_token" }, ciphertext)).rejects.toThrow("another cell");
    await expect(cipher.decrypt({ ...cell, table: "x" }, ciphertext)).rejects.toThrow("another cell");
  });

  it("refuses a ciphertext of a dropped secret and an altered one", async () => {
    const ciphertext = await new TokenCipher(oldRing).encrypt(cell, new Secret("token"));
    await expect(new TokenCipher(newRing).decrypt(cell, ciphertext)).rejects.toThrow("decryption operation failed");
    const altered = `${ciphertext.slice(0, -3)}AAA`;
    await expect(new TokenCipher(oldRing).decrypt(cell, altered)).rejects.toThrow();
  });
});

describe("CookieSeal", () => {
  const seal = new CookieSeal(oldRing, "session-cookie");

  it("opens what it sealed, also after the secret was rotated", async () => {
    const sealed = await seal.seal({ id: "x" }, 60);
    expect(await seal.unseal(sealed)).toEqual({ ok: true, value: { id: "x" } });
    expect(await new CookieSeal(rotatedRing, "session-cookie").unseal(sealed)).toEqual({
      ok: true,
      value: { id: "x" },
    });
  });

  it("stays far below the cookie size limit", async () => {
    expect((await seal.seal({ id: "x".repeat(43) }, 60)).length).toBeLessThan(1024);
  });

  it.each([
    ["sealed for another purpose", async () => new CookieSeal(oldRing, "auth-transaction").seal({ id: "x" }, 60)],
    ["sealed by a dropped secret", async () => new CookieSeal(newRing, "session-cookie").seal({ id: "x" }, 60)],
    ["with a flipped bit", async () => flip(await seal.seal({ id: "x" }, 60))],
    ["cut off", async () => (await seal.seal({ id: "x" }, 60)).slice(0, -5)],
    ["with something behind it", async () => `${await seal.seal({ id: "x" }, 60)}~more`],
    ["with another version", async () => `${await seal.seal({ id: "x" }, 60)}abc`],
    ["without its version", async () => (await seal.seal({ id: "x" }, 60)).replace("~2", "")],
    ["made up", async () => "Fe26.2*1*x*y*z"],
    ["empty", async () => ""],
    ["of a megabyte of noise", async () => "a".repeat(1_000_000)],
  ])("answers bad_seal for a cookie %s", async (_what, make) => {
    expect(await seal.unseal(await make())).toEqual({ ok: false, reason: "bad_seal" });
  });
});

it("takes a seal in one spelling only: no other last character of its MAC opens it", async () => {
  const seal = new CookieSeal(oldRing, "session-cookie");
  const sealed = await seal.seal({ id: "x" }, 60);
  const last = sealed.lastIndexOf("~") - 1;
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const opened: string[] = [];
  for (const character of alphabet) {
    const result = await seal.unseal(sealed.slice(0, last) + character + sealed.slice(last + 1));
    if (result.ok) opened.push(character);
  }
  expect(opened).toEqual([sealed[last]]);
});

function flip(sealed: string): string {
  const middle = Math.floor(sealed.length / 2);
  return sealed.slice(0, middle) + (sealed[middle] === "A" ? "B" : "A") + sealed.slice(middle + 1);
}
