import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { createPersonDirectory } from "./create-person-directory.ts";
import type { PeopleFilter, PersonDirectory } from "./person-directory.ts";
import { createPersonDirectoryStore } from "./person-directory-store.ts";

eachDatabase("the directory of people", (open) => {
  let database: Database;
  let people: PersonDirectory;

  beforeAll(async () => {
    database = await open();
    people = createPersonDirectory(createPersonDirectoryStore(database));
    await add("Ada Lovelace", { email: "Ada.King@example.com", provider: "google", subject: "g-1", day: 1 });
    await add("Grace Hopper", { email: "grace@navy.example", provider: "github", subject: "h:2", day: 2, lastDay: 9 });
    await add("Zoë O'Brien-Łukasz", { username: "zoe_ob", provider: "google", subject: "g-3", day: 3, disabled: true });
    await add("Ada Yonath", { email: "yonath@example.com", provider: "google", subject: "g-4", day: 4 });
  });

  async function add(
    name: string,
    person: {
      email?: string;
      username?: string;
      provider: string;
      subject: string;
      day: number;
      lastDay?: number;
      disabled?: boolean;
    },
  ): Promise<string> {
    const id = randomUUID();
    const at = (day: number) => `2026-11-${String(day).padStart(2, "0")}T12:00:00Z`;
    await database.query(
      `INSERT INTO users (id, display_name, email, username, created_at, last_sign_in_at, disabled_at)
       VALUES ($1::uuid, $2, $3, $4, $5::timestamptz, $6::timestamptz, $7::timestamptz)`,
      [
        id,
        name,
        person.email ?? null,
        person.username ?? null,
        at(person.day),
        at(person.lastDay ?? person.day),
        person.disabled ? at(28) : null,
      ],
    );
    await database.query(
      `INSERT INTO identities (id, user_id, provider_id, issuer, subject, email)
       VALUES ($1::uuid, $2::uuid, $3, 'https://idp.example/' || $3, $4, $5)`,
      [randomUUID(), id, person.provider, person.subject, `${person.subject}@identity.example`],
    );
    return id;
  }

  const names = async (filter: Partial<PeopleFilter>) =>
    (await people.list({ limit: 50, ...filter })).items.map(({ displayName }) => displayName);

  it("lists the newest accounts first, or the latest sign-ins", async () => {
    expect(await names({})).toEqual(["Ada Yonath", "Zoë O'Brien-Łukasz", "Grace Hopper", "Ada Lovelace"]);
    expect((await names({ sort: "active" }))[0]).toBe("Grace Hopper");
  });

  it.each([
    ["the beginning of a name", "lov", ["Ada Lovelace"]],
    ["beginnings of several words, in any order and case", "HOP gra", ["Grace Hopper"]],
    ["a part of an address", "king@exam", ["Ada Lovelace"]],
    ["a user name", "zoe_ob", ["Zoë O'Brien-Łukasz"]],
    ["letters beyond ASCII", "zoë łuk", ["Zoë O'Brien-Łukasz"]],
    ["a name with an apostrophe", "o'brien", ["Zoë O'Brien-Łukasz"]],
    ["a whole address in any case", "ADA.KING@EXAMPLE.COM", ["Ada Lovelace"]],
    ["an address that only an identity has", "g-4@identity.example", ["Ada Yonath"]],
    ["provider:subject", "google:g-3", ["Zoë O'Brien-Łukasz"]],
    ["a subject with a colon", "github:h:2", ["Grace Hopper"]],
    ["a word that several have", "ada", ["Ada Yonath", "Ada Lovelace"]],
    ["the end of a word", "ovelace", []],
    ["marks alone", "':*&|!()", []],
    ["what would be an operator", "ada | grace", []],
    ["an id of no person", randomUUID(), []],
  ])("finds people by %s", async (_what, search, found) => {
    expect(await names({ search })).toEqual(found);
  });

  it("finds a person by id", async () => {
    const [first] = (await people.list({ limit: 1 })).items;
    expect(await names({ search: first?.id.toUpperCase() })).toEqual(["Ada Yonath"]);
  });

  it("narrows by state, provider and app with access, all at once", async () => {
    expect(await names({ state: "disabled" })).toEqual(["Zoë O'Brien-Łukasz"]);
    expect(await names({ providerId: "github" })).toEqual(["Grace Hopper"]);
    const [ada] = (await people.list({ limit: 1, search: "lovelace" })).items;
    const grant = `INSERT INTO app_grants (id, grant_id, user_id, client_id, revoked_at)
      VALUES ($1::text::uuid, $1, $2::uuid, $3, $4::timestamptz)`;
    await database.query(grant, [randomUUID(), ada?.id, "buddy", null]);
    await database.query(grant, [randomUUID(), ada?.id, "old", "2026-11-21T12:00:00Z"]);
    expect(await names({ clientId: "buddy", state: "enabled", search: "ada" })).toEqual(["Ada Lovelace"]);
    expect(await names({ clientId: "buddy", state: "disabled" })).toEqual([]);
    expect(await names({ clientId: "old" })).toEqual([]);
  });

  it("goes through a list that grows, without skipping a person and without repeating one", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await people.list({ limit: 1, after });
      seen.push(...page.items.map(({ displayName }) => displayName));
      after = page.next ?? undefined;
      await add(`Newcomer ${seen.length}`, { provider: "google", subject: randomUUID(), day: 20 });
    } while (after);
    expect(seen).toEqual(["Ada Yonath", "Zoë O'Brien-Łukasz", "Grace Hopper", "Ada Lovelace"]);
  });

  it("keeps people of the same moment apart", async () => {
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await people.list({ limit: 2, after, search: "newcomer" });
      listed.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after);
    expect(new Set(listed).size).toBe(4);
    expect(listed).toHaveLength(4);
  });

  it.each(["", "x", Buffer.from("1 not-an-id").toString("base64url"), Buffer.from("-1 x y").toString("base64url")])(
    "refuses a cursor that it didn't give: %j",
    async (after) => {
      const listing = people.list({ limit: 1, after });
      if (after === "") expect((await listing).items).toHaveLength(1);
      else await expect(listing).rejects.toMatchObject({ code: "cursor_invalid" });
    },
  );

  it("tells all that is kept of a person, and knows when there is none", async () => {
    const [grace] = (await people.list({ limit: 1, search: "grace" })).items;
    expect(await people.find(grace?.id ?? "")).toMatchObject({
      displayName: "Grace Hopper",
      identities: [{ providerId: "github", subject: "h:2", email: "h:2@identity.example" }],
    });
    expect(await people.find(randomUUID())).toBeUndefined();
  });
});
