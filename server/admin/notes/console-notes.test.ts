import { beforeAll, expect, it } from "vitest";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { type ConsoleNotes, createConsoleNotes } from "./console-notes.ts";

const ada = { userId: "00000000-0000-4000-8000-00000000000a" };
const ben = { userId: "00000000-0000-4000-8000-00000000000b" };

eachDatabase("notes of the console", (open) => {
  let database: Database;
  let notes: ConsoleNotes;
  beforeAll(async () => {
    database = await open();
    await database.prisma.user.createMany({
      data: [ada, ben].map(({ userId }) => ({ id: userId, displayName: "Somebody" })),
    });
    notes = createConsoleNotes(database, new TokenCipher(new KeyRing([new Secret("n".repeat(40))])));
  });

  it("are read by the person they are kept for, as often as wanted, and by their kind only", async () => {
    const id = await notes.keep(ada, "secret", { secret: "ptc_cs_sentinel" });
    for (let time = 0; time < 2; time++) {
      expect(await notes.read(ada, "secret", id)).toEqual({ secret: "ptc_cs_sentinel" });
    }
    expect(await notes.read(ben, "secret", id)).toBeUndefined();
    expect(await notes.read(ada, "form", id)).toBeUndefined();
    for (const unknown of [undefined, "", "x", crypto.randomUUID()]) {
      expect(await notes.read(ada, "secret", unknown)).toBeUndefined();
    }
    expect(JSON.stringify(await database.query("SELECT * FROM console_notes"))).not.toContain("sentinel");
    await notes.forget(ben, "secret", id);
    expect(await notes.read(ada, "secret", id)).toBeDefined();
    await notes.forget(ada, "secret", id);
    expect(await notes.read(ada, "secret", id)).toBeUndefined();
  });

  it("are gone after half an hour, and then deleted", async () => {
    const id = await notes.keep(ada, "form", { name: "Notes" });
    await database.execute("UPDATE console_notes SET expires_at = now() - interval '1 second' WHERE id = $1::uuid", [
      id,
    ]);
    expect(await notes.read(ada, "form", id)).toBeUndefined();
    expect(await notes.purgeExpired(500)).toBe(1);
    expect(await notes.purgeExpired(500)).toBe(0);
  });

  it("are bounded for each person: the oldest go first, and none is too long", async () => {
    const oldest = await notes.keep(ada, "form", { n: 0 });
    await database.execute("UPDATE console_notes SET expires_at = expires_at - interval '1 minute'");
    for (let n = 1; n <= 50; n++) await notes.keep(ada, "form", { n });
    const [row] = await database.query<{ count: bigint }>("SELECT count(*) AS count FROM console_notes");
    expect(Number(row?.count)).toBe(50);
    expect(await notes.read(ada, "form", oldest)).toBeUndefined();
    await expect(notes.keep(ada, "form", { text: "x".repeat(300_000) })).rejects.toThrow(RangeError);
  });
});
