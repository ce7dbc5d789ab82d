import type { Translator } from "../messages/create-translator.ts";

export function SkipLink({ t }: { t: Translator }) {
  return (
    <a
      href="#content"
      className="sr-only focus:not-sr-only focus:absolute focus:start-4 focus:top-2 focus:z-10 focus:rounded-xl focus:bg-accent focus:px-4 focus:py-2.5 focus:text-on-accent"
    >
      {t.text("shell.skip")}
    </a>
  );
}
