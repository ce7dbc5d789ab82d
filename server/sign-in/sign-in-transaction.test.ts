import { beforeEach, describe, expect, it } from "vitest";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { createSignInTransactions, hashState, type SignInTransaction } from "./sign-in-transaction.ts";

let nowSeconds = 1_800_000_000;
const keys = new KeyRing([new Secret("a secret that is long enough for tests")]);
const site = { secure: true, publicUrl: "https://portal.example" };
const transactions = createSignInTransactions(keys, site, () => nowSeconds);

const transaction = (state: string): SignInTransaction => ({
  providerId: "google",
  binding: "b".repeat(22),
  stateHash: hashState(state),
  codeVerifier: "v".repeat(43),
  nonce: "n".repeat(43),
  returnPath: "/consent/abc",
  startedAtSeconds: nowSeconds,
  scope: "openid",
});
const pairOf = (setCookie: string) => setCookie.split(";", 1)[0] ?? "";
const open = async (state: string, header?: string) => transactions.open(state, transaction(state), header);

beforeEach(() => {
  nowSeconds = Math.floor(Date.now() / 1000);
});

describe("sign-in transactions", () => {
  it("are HttpOnly, Secure, Lax, host-only cookies with the __Host- prefix", async () => {
    const [cookie] = await open("s1");
    expect(cookie).toMatch(/^__Host-portico-sign-in-/);
    for (const attribute of ["Path=/", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=14400"]) {
      expect(cookie).toContain(attribute);
    }
    expect(cookie).not.toContain("Domain");
  });

  it("are small enough that five of them harm no request", async () => {
    const [cookie = ""] = await open("s1");
    expect(pairOf(cookie).length).toBeLessThan(1100);
  });

  it("name the port on http, since cookies ignore ports", async () => {
    const onHttp = createSignInTransactions(
      keys,
      { secure: false, publicUrl: "http://localhost:4000" },
      () => nowSeconds,
    );
    const [cookie] = await onHttp.open("s1", transaction("s1"), undefined);
    expect(cookie).toMatch(/^portico-4000-sign-in-/);
  });

  it("are found by their state among others, so that two tabs don't break each other", async () => {
    const [first = ""] = await open("s1");
    const [second = ""] = await open("s2");
    const header = [first, second].map(pairOf).join("; ");
    expect((await transactions.find("s1", header))?.transaction.stateHash).toBe(hashState("s1"));
    expect((await transactions.find("s2", header))?.transaction.stateHash).toBe(hashState("s2"));
    expect(await transactions.find("s3", header)).toBeUndefined();
  });

  it("refuse one that is altered, doubled, renamed for another state, or sealed for another purpose", async () => {
    const [cookie = ""] = await open("s1");
    const pair = pairOf(cookie);
    const [name, value = ""] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
    const flipped = value.replace(/.$/, value.endsWith("A") ? "B" : "A").replace(/\*(.)/, "*x$1");
    expect(await transactions.find("s1", `${name}=${flipped}`)).toBeUndefined();
    expect(await transactions.find("s1", `${pair}; ${pair}`)).toBeUndefined();
    const otherName = pairOf(transactions.clear("s2")).slice(0, -1);
    expect(await transactions.find("s2", `${otherName}=${value}`)).toBeUndefined();
    const foreign = createSignInTransactions(
      new KeyRing([new Secret("another secret, also long enough")]),
      site,
      () => nowSeconds,
    );
    expect(await foreign.find("s1", pair)).toBeUndefined();
  });

  it("are too late to sign in with after a quarter of an hour, and know the way back for four hours", async () => {
    const [cookie = ""] = await open("s1");
    nowSeconds += 899;
    expect(await transactions.find("s1", pairOf(cookie))).toMatchObject({ late: false });
    nowSeconds += 2;
    const late = await transactions.find("s1", pairOf(cookie));
    expect(late).toMatchObject({ late: true, transaction: { returnPath: "/consent/abc" } });
    nowSeconds += 4 * 60 * 60;
    expect(await transactions.find("s1", pairOf(cookie))).toBeUndefined();
  });

  it("drop the oldest when a sixth is opened", async () => {
    let header = "";
    const opened: string[] = [];
    for (const state of ["1", "2", "3", "4", "5"]) {
      const [cookie = ""] = await open(state, header);
      opened.push(pairOf(cookie));
      header = opened.join("; ");
    }
    const cookies = await open("6", header);
    expect(cookies).toHaveLength(2);
    expect(cookies[0]).toBe(transactions.clear("1"));
  });

  it("stay under 6,000 bytes together, however long their return paths are", async () => {
    let jar: string[] = [];
    for (let count = 0; count < 12; count++) {
      const long = { ...transaction(`s${count}`), returnPath: `/consent/${"x".repeat((count % 3) * 1_000)}` };
      for (const cookie of await transactions.open(`s${count}`, long, jar.join("; "))) {
        const name = cookie.split("=", 1)[0] ?? "";
        jar = jar.filter((pair) => !pair.startsWith(`${name}=`));
        if (!cookie.includes("Max-Age=0")) jar.push(pairOf(cookie));
      }
      expect(jar.join("; ").length).toBeLessThan(6_100);
      expect(await transactions.find(`s${count}`, jar.join("; "))).toBeDefined();
    }
    expect(jar.length).toBeGreaterThan(1);
  });

  it("leave a session cookie and foreign cookies alone when they count", async () => {
    const others = Array.from({ length: 8 }, (_, index) => `other-${index}=x`).join("; ");
    expect(await open("s1", `__Host-portico=x; ${others}`)).toHaveLength(1);
  });
});
