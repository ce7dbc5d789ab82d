import { expect, it } from "vitest";
import { isDatabaseOutage } from "./is-database-outage.ts";

const failed = (message: string, extra: object = {}) => Object.assign(new Error(message), extra);
const adapter = (cause: object) => ({ code: "P2010", meta: { driverAdapterError: { cause } } });

it.each([
  ["nobody listens", failed("connect ECONNREFUSED", { code: "ECONNREFUSED" })],
  ["Prisma reaches nobody", failed("Can't reach", { code: "P1001" })],
  ["all connections are in use for too long", failed("Timed out", { code: "P2024" })],
  ["an operator stops the server", failed("terminating connection", { code: "57P01" })],
  ["a raw query of Prisma's reaches nobody", failed("Raw query failed", adapter({ kind: "DatabaseNotReachable" }))],
  ["a raw query of Prisma's is broken off", failed("Raw query failed", adapter({ originalCode: "57P02" }))],
  ["the connection breaks in a statement", failed("Connection terminated unexpectedly")],
])("is an outage when %s", (_, error) => {
  expect(isDatabaseOutage(error)).toBe(true);
});

it.each([
  ["a statement is wrong", failed("syntax error", { code: "42601" })],
  [
    "a raw query of Prisma's is wrong",
    failed("Raw query failed", adapter({ kind: "postgres", originalCode: "42601" })),
  ],
  ["a row is there already", failed("Unique constraint failed", { code: "P2002" })],
  ["a query was cancelled", failed("canceling statement", { code: "57014" })],
  ["our own code fails", new TypeError("x is not a function")],
  ["something else is thrown", "Connection terminated"],
])("is none when %s", (_, error) => {
  expect(isDatabaseOutage(error)).toBe(false);
});
