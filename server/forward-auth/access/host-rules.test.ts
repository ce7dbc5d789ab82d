import { expect, it } from "vitest";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { createHostRules } from "./host-rules.ts";

const at = (origin: string) => ({ kind: "app", origin }) as const;
const person = (email: string) =>
  ({ roles: [], allGroups: ["corp:staff"], verifiedEmails: [email] }) as unknown as LiveSession;
const ada = person("ada@example.com");
const rules = createHostRules(
  new Map([
    ["grafana.example.com", { emails: ["ada@example.com"] }],
    [".example.com", { groups: ["corp:staff"] }],
    [".ops.example.com", { roles: ["ops"] }],
    ["wiki.example.org:8443", { emails: ["grace@example.com"] }],
  ]),
);

it.each([
  ["https://grafana.example.com", undefined],
  ["https://notes.example.com", undefined],
  ["https://panel.ops.example.com", "forwardAuth.allow..ops.example.com"],
  ["https://wiki.example.org:8443", "forwardAuth.allow.wiki.example.org:8443"],
  ["https://wiki.example.org", undefined],
  ["https://example.com", undefined],
])("at %s the most exact rule decides: %s", (origin, setting) => {
  expect(rules(at(origin), ada)?.setting).toBe(setting);
});

it("a rule for a host isn't one for the hosts below it", () => {
  expect(rules(at("https://grafana.example.com"), person("grace@example.com"))).toMatchObject({ rule: "allow" });
  expect(rules(at("https://x.grafana.example.com"), person("grace@example.com"))).toBeUndefined();
});
