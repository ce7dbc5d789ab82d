"use client";

import { useState } from "react";
import type { PlaygroundWords } from "./playground-words.ts";
import { ScrollRegion } from "./scroll-region.tsx";
import { useHydrated } from "./use-hydrated.ts";

/** Code to copy. Scrolls sideways in its own box, reachable by keyboard. */
export function CodeBlock({ code, words }: { code: string; words: PlaygroundWords }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    await navigator.clipboard.writeText(code);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  }
  return (
    <>
      <div className="flex items-center justify-between gap-4">
        <h3 className="font-semibold">{words.code}</h3>
        <button
          type="button"
          onClick={copy}
          disabled={!useHydrated()}
          className="min-h-11 shrink-0 whitespace-nowrap rounded-lg px-3 font-medium text-accent text-sm hover:bg-sunken"
        >
          <span aria-live="polite">{copied ? words.copied : words.copy}</span>
        </button>
      </div>
      <ScrollRegion label={words.code} className="overflow-x-auto rounded-xl border border-line bg-sunken p-4">
        {code}
      </ScrollRegion>
    </>
  );
}
