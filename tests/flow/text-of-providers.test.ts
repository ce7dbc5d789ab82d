import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { people } from "#demo/people.ts";
import { githubUser } from "#demo/providers/github.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

/** What PostgreSQL keeps in no text or jsonb: U+0000, and halves of surrogate pairs. */
const unstorable = ["\u0000", "\ud83d", "\ude00"];
const named = unstorable.map((text) => [JSON.stringify(text), text] as const);
const codeOf = (location: string | null) => new URL(location ?? "", "http://portal").searchParams.get("code");

eachDatabase("characters of a provider that can't be kept", (open) => {
  let harness: SignInHarness;
  beforeAll(async () => {
    harness = await startSignInHarness(await open());
  });
  afterEach(() => harness.controls.reset());
  afterAll(() => harness.close());

  const stored = async () => JSON.stringify(await harness.database.prisma.identity.findMany());

  it.each(named)("%s in a name is replaced, and the person is signed in", async (_name, text) => {
    harness.controls.adjust("google", { claims: { name: `Ada${text}Lovelace` } });
    const { session } = await harness.signInAs("ada");
    expect(session?.displayName).toBe(`Ada${text.toWellFormed().replaceAll("\u0000", "\ufffd")}Lovelace`);
  });

  it.each(named)("%s in an address makes it none: the rest could be another person's", async (_name, text) => {
    harness.controls.adjust("google", { claims: { email: `grace${text}@navy.example`, email_verified: true } });
    const { session } = await harness.signInAs("alan");
    expect(session).toMatchObject({ displayName: "Alan Turing", emailVerified: false });
    expect(session?.email).toBeUndefined();
  });

  it.each(named)("%s in everything else signs the person in as well", async (_name, text) => {
    const odd = `x${text}y`;
    const claims = {
      ...{ preferred_username: odd, nickname: odd, given_name: odd, family_name: odd, locale: odd, acr: odd, sid: odd },
      ...{ picture: `https://people.example/${text}.png`, amr: ["pwd", odd], groups: ["staff", odd], [odd]: odd },
      ...{ hd: odd, address: { formatted: odd }, profile: odd },
    };
    harness.controls.adjust("google", { claims });
    const { session } = await harness.signInAs("grace");
    expect(session).toMatchObject({ displayName: "Grace Hopper", amr: ["pwd"] });
    expect(await stored()).not.toContain("people.example");
  });

  it.each(named)("%s in GitHub's profile signs the person in as well", async (_name, text) => {
    const [ada] = people;
    const body = { ...githubUser(ada as NonNullable<typeof ada>, harness.origin), name: `A${text}`, login: `a${text}` };
    harness.controls.fail("github", "user", { status: 200, body });
    const { session } = await harness.signInAs("ada", "github");
    expect(session?.displayName).toMatch(/^A\ufffd+$/);
  });

  it.each(named)("%s in a subject is refused as the provider's mistake", async (_name, text) => {
    harness.controls.adjust("google", { claims: { sub: `ada${text}` } });
    const { location, session } = await harness.signInAs("ada");
    expect(codeOf(location)).toBe("provider_rejected");
    expect(session).toBeNull();
    expect(harness.recorded.at(-1)).toMatchObject({
      type: "sign_in.refused",
      details: { code: "provider_rejected", reason: "sub has characters that are no text" },
    });
  });

  it("a subject longer than any may be is refused, and one as long as it may be is taken whole", async () => {
    harness.controls.adjust("google", { claims: { sub: "s".repeat(256) } });
    expect(codeOf((await harness.signInAs("ada")).location)).toBe("provider_rejected");
    harness.controls.adjust("google", { claims: { sub: "s".repeat(255) } });
    expect((await harness.signInAs("ada")).session).not.toBeNull();
    expect(await stored()).toContain("s".repeat(255));
  });
});
