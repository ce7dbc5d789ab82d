import { describe, expect, it } from "vitest";
import { decideLogin, type LoginQuestion } from "./login-policy.ts";

const session = { id: "session-1", userId: "ada", acr: undefined, createdAtSeconds: 1_000 };
const question: LoginQuestion = {
  reasons: ["no_session"],
  startedAtSeconds: 1_000,
  originSessionId: undefined,
  demandedSubject: undefined,
  demandedAcrs: [],
  session,
};

describe("decideLogin", () => {
  const table: [name: string, change: Partial<LoginQuestion>, expected: ReturnType<typeof decideLogin>][] = [
    ["no session is there", { session: null }, { kind: "sign_in", fresh: false }],
    [
      "no session is there and the app wants a fresh sign-in",
      { session: null, reasons: ["login_prompt", "no_session"] },
      { kind: "sign_in", fresh: true },
    ],
    ["a session began since", {}, { kind: "continue" }],
    [
      "the session is the one it was asked in",
      { reasons: ["login_prompt"], originSessionId: "session-1" },
      { kind: "sign_in", fresh: true },
    ],
    [
      "the session is older than the question",
      { reasons: ["max_age"], startedAtSeconds: 1_001 },
      { kind: "sign_in", fresh: true },
    ],
    [
      "a clock is a little behind",
      { reasons: ["max_age"], startedAtSeconds: 1_020, originSessionId: "session-0" },
      { kind: "continue" },
    ],
    ["the session is new", { reasons: ["login_prompt"], originSessionId: "session-0" }, { kind: "continue" }],
    [
      "the demanded person is there already",
      { reasons: ["id_token_hint"], demandedSubject: "ada", startedAtSeconds: 2_000 },
      { kind: "continue" },
    ],
    [
      "another person than demanded is there",
      { reasons: ["id_token_hint"], demandedSubject: "grace", startedAtSeconds: 2_000 },
      { kind: "sign_in", fresh: true },
    ],
    [
      "another person than demanded signed in when asked",
      { reasons: ["id_token_hint"], demandedSubject: "grace" },
      { kind: "refuse", error: "login_required", description: "another person signed in" },
    ],
    [
      "an essential acr is still missing after a fresh sign-in",
      { reasons: ["essential_acr"], demandedAcrs: ["silver"] },
      {
        kind: "refuse",
        error: "unmet_authentication_requirements",
        description: "the requested acr could not be reached",
      },
    ],
    [
      "an essential acr was reached by signing in again",
      { reasons: ["essential_acrs"], demandedAcrs: ["gold", "silver"], session: { ...session, acr: "silver" } },
      { kind: "continue" },
    ],
    [
      "an essential acr is missing before one",
      { reasons: ["essential_acrs"], startedAtSeconds: 2_000 },
      { kind: "sign_in", fresh: true },
    ],
  ];
  for (const [name, change, expected] of table) {
    it(`${expected.kind === "sign_in" ? "asks for a sign-in" : expected.kind === "refuse" ? "refuses" : "goes on"} when ${name}`, () => {
      expect(decideLogin({ ...question, ...change })).toEqual(expected);
    });
  }
});
