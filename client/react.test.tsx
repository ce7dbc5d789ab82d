import { renderToString } from "react-dom/server";
import { afterEach, expect, it, vi } from "vitest";
import { BffProvider, useSession, useUser } from "./react.tsx";

function Name() {
  const user = useUser();
  return <p>{user === undefined ? "not known yet" : (user?.name ?? "nobody")}</p>;
}

function Caller({ answers }: { answers: Promise<unknown>[] }) {
  const { fetch, login, logout, extend } = useSession();
  // There is no page to leave: nothing happens, and nothing is left unhandled.
  login();
  answers.push(fetch("/bff/api/demo/notes"), logout(), extend());
  return null;
}

function Lost() {
  return <p>{String(useSession().user)}</p>;
}

afterEach(() => vi.unstubAllGlobals());

it("renders on a server without opening anything: who is signed in is not known there", () => {
  const opened: string[] = [];
  for (const name of ["BroadcastChannel", "fetch", "setInterval", "setTimeout"])
    vi.stubGlobal(name, function open() {
      opened.push(name);
    });
  const html = renderToString(
    <BffProvider>
      <Name />
    </BffProvider>,
  );
  expect(html).toContain("not known yet");
  expect(opened).toEqual([]);
});

it("refuses calls on a server, where they would wait for ever", async () => {
  const answers: Promise<unknown>[] = [];
  renderToString(
    <BffProvider>
      <Caller answers={answers} />
    </BffProvider>,
  );
  for (const answer of answers) await expect(answer).rejects.toThrow("in browsers, in effects and handlers");
});

it("says what is missing when a hook is used outside the provider", () => {
  expect(() => renderToString(<Lost />)).toThrow("needs a <BffProvider>");
});
