import { beforeAll, describe, expect, it } from "vitest";
import { createAuditStore } from "#server/audit/audit-store.ts";
import { createAuditLog } from "#server/audit/create-audit-log.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { createLogger } from "#server/http/log/logger.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";
import { testRoles } from "#tests/support/test-roles.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import type { VerifiedIdentity } from "./account-service.ts";
import { type AccountStore, createAccountStore } from "./account-store.ts";
import { type Accounts, createAccounts } from "./create-accounts.ts";
import { mayLinkByAddress } from "./linking-policy.ts";
import { createPeopleFinder, type PeopleFinder } from "./people-finder-store.ts";

const provider = (id: string, linkVerifiedEmail: boolean) =>
  ({ id, clientId: "portal", type: "oidc", issuer: `https://${id}.example`, linkVerifiedEmail }) as const;

const catalog = createCatalog(
  testSettings({ providers: [provider("google", true), provider("github", true), provider("strict", false)] }),
);

const ada: VerifiedIdentity = {
  providerId: "google",
  issuer: "https://google.example",
  subject: "ada",
  displayName: "Ada Lovelace",
  username: undefined,
  email: "ada@example.com",
  emailVerified: true,
  pictureUrl: "https://google.example/ada.png",
  locale: "en",
};

eachDatabase("accounts", (open) => {
  let accounts: Accounts;
  let store: AccountStore;
  let finder: PeopleFinder;

  beforeAll(async () => {
    const database = await open();
    store = createAccountStore(database);
    finder = createPeopleFinder(database);
    const auditStore = createAuditStore(database);
    const audit = createAuditLog(auditStore, createLogger("error", { write: () => {} }));
    accounts = createAccounts({ catalog, store, people: testPeople(), roles: testRoles(database), auditStore, audit });
  });

  it("are found again by issuer and subject, with what the provider says now", async () => {
    const first = await accounts.resolve(ada);
    const second = await accounts.resolve({ ...ada, displayName: "Ada King", email: "ada.king@example.com" });
    expect(first.created).toBe(true);
    expect(second).toEqual({ ...first, created: false });
    const claims = { name: "Ada King", email: "ada.king@example.com" };
    expect(await accounts.findPerson(first.userId)).toMatchObject({ claims });
  });

  it("are made once when the same person arrives twice at the same time", async () => {
    const grace = { ...ada, subject: "grace", email: "grace@example.com" };
    const results = await Promise.all(Array.from({ length: 8 }, () => accounts.resolve(grace)));
    expect(new Set(results.map(({ userId }) => userId)).size).toBe(1);
    expect(results.filter(({ created }) => created)).toHaveLength(1);
  });

  it("keep the same subject of two issuers apart", async () => {
    const one = await accounts.resolve({ ...ada, issuer: "https://a.example", subject: "7", email: undefined });
    const two = await accounts.resolve({ ...ada, issuer: "https://b.example", subject: "7", email: undefined });
    expect(one.userId).not.toBe(two.userId);
  });

  it.each([
    ["_", "gr_ce.hopper@example.com"],
    ["%", "%hopper@example.com"],
    ["backslash", "grace\\.hopper@example.com"],
  ])("are found by an address with %s in it as it stands, not as a pattern", async (_, email) => {
    await accounts.resolve({ ...ada, subject: "hopper", email: "grace.hopper@example.com" });
    expect(await finder.find(email)).toEqual([]);
    expect(await store.findIdentitiesByVerifiedEmail(email)).toEqual([]);
    const own = await accounts.resolve({ ...ada, subject: email, email });
    expect(await finder.find(email.toUpperCase())).toMatchObject([{ id: own.userId }]);
  });

  it("are found by id, by provider:subject, and by an address that several share", async () => {
    const shared = { ...ada, email: "lab@example.com" };
    const first = await accounts.resolve({
      ...shared,
      providerId: "github",
      issuer: "https://g.example",
      subject: "a:1",
    });
    const second = await accounts.resolve({ ...shared, emailVerified: false, subject: "lab-2" });
    expect(await finder.find(first.userId.toUpperCase())).toEqual([
      { id: first.userId, displayName: "Ada Lovelace", email: "lab@example.com", disabled: false },
    ]);
    expect(await finder.find("github:a:1")).toMatchObject([{ id: first.userId }]);
    expect(await finder.find("google:a:1")).toEqual([]);
    expect((await finder.find("Lab@example.com")).map(({ id }) => id)).toEqual([first.userId, second.userId].sort());
  });

  it("are never joined by an address whose wildcards match another", async () => {
    const owner = await accounts.resolve({ ...ada, subject: "annie", email: "annie.easley@example.com" });
    const atGitHub = { ...ada, providerId: "github", issuer: "https://github.com" };
    for (const email of ["annie_easley@example.com", "%easley@example.com"]) {
      const other = await accounts.resolve({ ...atGitHub, subject: email, email });
      expect(other).toMatchObject({ created: true });
      expect(other.userId).not.toBe(owner.userId);
    }
  });

  it("are never joined by an address that one side has not verified", async () => {
    const owner = await accounts.resolve({ ...ada, subject: "alan", email: "alan@example.com" });
    const attacker = await accounts.resolve({
      ...ada,
      providerId: "github",
      issuer: "https://github.com",
      subject: "666",
      email: "alan@example.com",
      emailVerified: false,
    });
    expect(attacker.userId).not.toBe(owner.userId);
  });

  it("are never joined by address where the operator did not allow it for both", async () => {
    const owner = await accounts.resolve({ ...ada, subject: "barbara", email: "barbara@example.com" });
    const other = await accounts.resolve({
      ...ada,
      providerId: "strict",
      issuer: "https://strict.example",
      subject: "barbara",
      email: "barbara@example.com",
    });
    expect(other.userId).not.toBe(owner.userId);
  });

  it("are joined when both sides verified the address and the operator allowed it for both", async () => {
    const owner = await accounts.resolve({ ...ada, subject: "katherine", email: "katherine@example.com" });
    const same = await accounts.resolve({
      ...ada,
      providerId: "github",
      issuer: "https://github.com",
      subject: "12",
      email: "Katherine@example.com",
    });
    expect(same).toMatchObject({ userId: owner.userId, created: false });
  });

  it("take another sign-in method of the same person, and no one else's", async () => {
    const owner = await accounts.resolve({ ...ada, subject: "hedy", email: "hedy@example.com" });
    const session = { id: owner.identityId, userId: owner.userId } as LiveSession;
    const atGitHub = {
      ...ada,
      providerId: "github",
      issuer: "https://github.com",
      subject: "77",
      emailVerified: false,
    };
    const { identityId } = await accounts.link(session, atGitHub);
    expect(await accounts.link(session, atGitHub)).toEqual({ identityId });
    expect(await accounts.resolve(atGitHub)).toMatchObject({ userId: owner.userId, created: false });
    const other = { ...session, userId: (await accounts.resolve(ada)).userId } as LiveSession;
    await expect(accounts.link(other, atGitHub)).rejects.toMatchObject({ code: "identity_conflict" });
  });

  it("refuse a disabled person at sign-in and say nothing about them to apps", async () => {
    const { userId } = await accounts.resolve({ ...ada, subject: "mallory", email: "mallory@example.com" });
    await store.disable(userId, new Date());
    await expect(accounts.resolve({ ...ada, subject: "mallory", email: "mallory@example.com" })).rejects.toMatchObject({
      code: "account_disabled",
    });
    expect(await accounts.findPerson(userId)).toBeUndefined();
  });
});

describe("linking by address", () => {
  const yes = { allowedNow: true, verifiedNow: true, allowedBefore: true, verifiedBefore: true };

  it("is allowed only when all four facts hold", () => {
    expect(mayLinkByAddress(yes)).toBe(true);
    for (const fact of Object.keys(yes)) expect(mayLinkByAddress({ ...yes, [fact]: false })).toBe(false);
  });
});
