import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import type { Provider } from "#server/sign-in/providers/provider-registry.ts";
import { SignInAttempt } from "./sign-in-attempt.ts";

const begin = () => new SignInAttempt({} as Provider, undefined, AbortSignal.timeout(60_000));
/** As Auth.js wraps what it caught. */
const caught = (err: Error) => Object.assign(new Error("Read more"), { name: "CallbackRouteError", cause: { err } });
const refusedConnection = () => Object.assign(new Error("connect"), { code: "ECONNREFUSED" });

describe("the reason of a failed sign-in", () => {
  it("is the provider's answer when Auth.js reports it, even by a code that a database away has too", () => {
    const attempt = begin();
    attempt.fail(caught(refusedConnection()));
    expect(attempt.failure).toMatchObject({
      code: "provider_rejected",
      detail: "CallbackRouteError: Read more ← Error (ECONNREFUSED): connect",
    });
  });

  it("is what our own code threw when we did the failing, whatever Auth.js makes of it", () => {
    const attempt = begin();
    const thrown = refusedConnection();
    attempt.failByUs(thrown);
    attempt.fail(caught(new Error("AccessDenied")));
    expect(attempt.failure).toBe(thrown);
  });

  it("is the first one", () => {
    const attempt = begin();
    const first = new AppError("provider_unreachable");
    attempt.fail(first);
    attempt.failByUs(new TypeError("after it"));
    expect(attempt.failure).toBe(first);
  });
});
