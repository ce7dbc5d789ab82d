import { expect, it } from "vitest";
import { z } from "zod";
import { pageInput, pageOf } from "./shapes.ts";

it("bounds the length of a page, also when a query says it as text", () => {
  const input = z.strictObject(pageInput);
  expect(input.parse({})).toEqual({ limit: 50 });
  expect(input.parse({ limit: "200", after: "x" })).toEqual({ limit: 200, after: "x" });
  for (const limit of ["0", "201", "all", "-1"]) expect(input.safeParse({ limit }).success).toBe(false);
});

it("says where a list goes on, or that it ends", () => {
  const page = pageOf(z.object({ id: z.string() }));
  expect(page.parse({ items: [{ id: "a", secret: "b" }], next: null })).toEqual({ items: [{ id: "a" }], next: null });
  expect(page.safeParse({ items: [] }).success).toBe(false);
});
