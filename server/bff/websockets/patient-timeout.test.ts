import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { standStill } from "#tests/support/stand-still.ts";
import { PatientTimeout } from "./patient-timeout.ts";

let server: Server;
let near: Socket;
let far: Socket;

beforeEach(async () => {
  server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepting = once(server, "connection") as Promise<[Socket]>;
  near = connect((server.address() as { port: number }).port, "127.0.0.1");
  [far] = await accepting;
});

afterEach(() => {
  near.destroy();
  far.destroy();
  server.close();
});

const ended = (seconds: number) => new Promise<void>((resolve) => new PatientTimeout(resolve).begin(seconds));

it("ends once, and not when it was stopped", async () => {
  const [kept, stopped] = [vi.fn(), vi.fn()];
  new PatientTimeout(kept).begin(0.1);
  const other = new PatientTimeout(stopped);
  other.begin(0.1);
  other.stop();
  other.again();
  await ended(0.3);
  expect([kept.mock.calls.length, stopped.mock.calls.length]).toEqual([1, 0]);
});

it.each<[string, (timeout: PatientTimeout) => void]>([
  ["stopped", (timeout) => timeout.stop()],
  ["begun again", (timeout) => timeout.again()],
  ["begun anew", (timeout) => timeout.begin(60)],
])("is %s by what came while this process stood still", async (_, react) => {
  const tooLong = vi.fn();
  const timeout = new PatientTimeout(tooLong);
  far.write("in time");
  timeout.begin(1);
  const came = once(near, "data").then(() => react(timeout));
  standStill(1_500);
  await came;
  await nextTurn();
  await nextTurn();
  expect(tooLong).not.toHaveBeenCalled();
  timeout.stop();
});

it("ends once more its time after it was begun again", async () => {
  const times: string[] = [];
  const timeout = new PatientTimeout(() => times.push("over"));
  far.write("in time");
  timeout.begin(0.5);
  near.once("data", () => {
    times.push("begun again");
    timeout.again();
  });
  standStill(1_000);
  await ended(1.5);
  expect(times).toEqual(["begun again", "over"]);
});
