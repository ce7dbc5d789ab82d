import { renderToString } from "react-dom/server";
import { expect, it } from "vitest";
import { BffProvider, useSession, useUser } from "./react.tsx";

function Name() {
  const user = useUser();
  return <p>{user === undefined ? "not known yet" : (user?.name ?? "nobody")}</p>;
}

function Lost() {
  return <p>{String(useSession().user)}</p>;
}

it("renders on a server without opening anything: who is signed in is not known there", () => {
  const html = renderToString(
    <BffProvider>
      <Name />
    </BffProvider>,
  );
  expect(html).toContain("not known yet");
});

it("says what is missing when a hook is used outside the provider", () => {
  expect(() => renderToString(<Lost />)).toThrow("needs a <BffProvider>");
});
