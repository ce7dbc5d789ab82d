import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { Frame } from "../frame/frame.ts";
import { createTranslator } from "../messages/create-translator.ts";
import { SignOutQuestion } from "./sign-out-question.tsx";

const t = createTranslator({ language: "en", locale: "en-GB" });
const frame = { t, branding: { name: "Example" } } as unknown as Frame;

const textOf = (providerName: string | undefined) =>
  renderToStaticMarkup(
    <SignOutQuestion frame={frame} name="Ada" providerName={providerName} action="/sign-out/confirm" formToken="t" />,
  )
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");

it("names the provider that the session began at, and what remains there", () => {
  const text = textOf("Google");
  expect(text).toContain("with Google");
  expect(text).toContain("This doesn’t sign you out at Google itself.");
  expect(text).toContain("holds at Google");
});

it("says nothing of a provider for a session that began without one", () => {
  const text = textOf(undefined);
  expect(text).toContain("You are signed in as Ada .");
  expect(text).not.toMatch(/sign you out at|holds at|with/);
  expect(text).toContain("Connected apps keep their access.");
});
