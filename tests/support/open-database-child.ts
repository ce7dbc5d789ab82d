// A process of its own that opens a database, for what only processes can show: locks, kills, waiting for each other.
//   node open-database-child.ts ready <directory or URL>   opens, prints "ready" and ends
//   node open-database-child.ts hold  <directory or URL>   opens, prints "ready" and stays
//   node open-database-child.ts write <directory or URL>   opens and prints the number of each row once it is committed
import { randomUUID } from "node:crypto";
import { openDatabase } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";

const [, , task, place = ""] = process.argv;

try {
  const database = await openDatabase(
    place.startsWith("postgres")
      ? { kind: "postgres", url: place, poolSize: 2 }
      : { kind: "embedded", directory: place },
  );
  if (task === "write") {
    for (let number = 1; ; number++) {
      await database.prisma.user.create({ data: { id: randomUUID(), displayName: `row ${number}` } });
      process.stdout.write(`${number}\n`);
    }
  }
  process.stdout.write("ready\n");
  if (task === "hold") {
    process.once("SIGTERM", () => void database.close().then(() => process.exit(0)));
    setInterval(() => undefined, 60_000);
  } else {
    await database.close();
  }
} catch (error) {
  process.stdout.write(`${error instanceof AppError ? `${error.code}: ${error.detail}` : String(error)}\n`);
  process.exitCode = 1;
}
