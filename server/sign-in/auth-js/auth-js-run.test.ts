import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import { AuthJsRun } from "./auth-js-run.ts";

const begin = () => new AuthJsRun({} as Provider, undefined, AbortSignal.timeout(60_000));
/** As Auth.js wraps what it caught. */
const caught = (err: Error) => Object.assign(new Error("Read more"), { name: "CallbackRouteError", cause: { err } });
const refusedConnection = () => Object.assign(new Error("connect"), { code: "ECONNREFUSED" });

describe("the reason of a failed sign-in", () => {
  it("is the provider's answer when Auth.js reports it, even by a code that a database away has too", () => {
    const run = begin();
    run.fail(caught(refusedConnection()));
    expect(run.failure).toMatchObject({
      code: "provider_rejected",
      detail: "CallbackRouteError: Read more ← Error (ECONNREFUSED): connect",
    });
  });

  it("is the first one", () => {
    const run = begin();
    const first = new AppError("provider_unreachable");
    run.fail(first);
    run.fail(caught(new TypeError("after it")));
    expect(run.failure).toBe(first);
  });
});
