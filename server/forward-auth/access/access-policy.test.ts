import { expect, it } from "vitest";
import { mayPass } from "./access-policy.ts";

const passes = (query: string, email = "ada@korp.example", groups: string[] = []) =>
  mayPass({ email, emailVerified: true }, groups, new URLSearchParams(query));

it("groups are compared exactly", () => {
  expect(passes("allowed_groups=admins", undefined, ["admins"])).toBe(true);
  expect(passes("allowed_groups=admins", undefined, ["ADMINS"])).toBe(false);
  expect(passes("allowed_groups=kernel", undefined, ["\u212aernel"])).toBe(false);
});

it("addresses are compared without regard to case, of ASCII letters only", () => {
  expect(passes("allowed_emails=Ada@korp.example", "ADA@Korp.example")).toBe(true);
  expect(passes("allowed_email_domains=KORP.example", "ada@korp.example")).toBe(true);
  expect(passes("allowed_email_domains=korp.example", "ada@\u212aorp.example")).toBe(false);
});
