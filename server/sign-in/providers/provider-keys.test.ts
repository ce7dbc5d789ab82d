import { exportJWK, generateKeyPair, type JWK, jwtVerify, SignJWT } from "jose";
import { beforeEach, describe, expect, it } from "vitest";
import { createProviderKeys } from "./provider-keys.ts";

let nowSeconds = 1000;
let served: JWK[] = [];
let fetches = 0;
let status = 200;
const fetch = async () => {
  fetches++;
  return Response.json({ keys: served }, { status });
};

async function makeKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair("ES256");
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: "ES256" },
    token: await new SignJWT({ sub: kid }).setProtectedHeader({ alg: "ES256", kid }).sign(privateKey),
  };
}

beforeEach(() => {
  [nowSeconds, served, fetches, status] = [1000, [], 0, 200];
});

describe("provider keys", () => {
  const make = () =>
    createProviderKeys(
      async () => "https://op.example/jwks",
      fetch,
      () => nowSeconds,
    );

  it("fetch once for many tokens, also at the same time", async () => {
    const key = await makeKey("a");
    served = [key.jwk];
    const keys = make();
    await Promise.all([jwtVerify(key.token, keys), jwtVerify(key.token, keys)]);
    await jwtVerify(key.token, keys);
    expect(fetches).toBe(1);
  });

  it("fetch again for a key that came since, right after the first fetch too", async () => {
    const [first, second] = [await makeKey("a"), await makeKey("b")];
    served = [first.jwk];
    const keys = make();
    await jwtVerify(first.token, keys);
    served = [first.jwk, second.jwk];
    expect((await jwtVerify(second.token, keys)).payload.sub).toBe("b");
    expect(fetches).toBe(2);
  });

  it("don't let made-up key ids cause more than one fetch in the cool-down", async () => {
    const [known, made, up] = [await makeKey("a"), await makeKey("x"), await makeKey("y")];
    served = [known.jwk];
    const keys = make();
    await expect(jwtVerify(made.token, keys)).rejects.toThrow();
    await expect(jwtVerify(up.token, keys)).rejects.toThrow();
    expect(fetches).toBe(2);
    nowSeconds += 30;
    await expect(jwtVerify(up.token, keys)).rejects.toThrow();
    expect(fetches).toBe(3);
  });

  it("are fetched anew when they are old", async () => {
    const key = await makeKey("a");
    served = [key.jwk];
    const keys = make();
    await jwtVerify(key.token, keys);
    nowSeconds += 600;
    await jwtVerify(key.token, keys);
    expect(fetches).toBe(2);
  });

  it("say provider_unreachable when there are none to be had, and recover", async () => {
    const key = await makeKey("a");
    served = [key.jwk];
    status = 500;
    const keys = make();
    await expect(jwtVerify(key.token, keys)).rejects.toMatchObject({ code: "provider_unreachable" });
    status = 200;
    expect((await jwtVerify(key.token, keys)).payload.sub).toBe("a");
  });
});
