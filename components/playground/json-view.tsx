"use client";

import { type JsonToken, jsonTokens } from "./json-tokens.ts";
import { ScrollRegion } from "./scroll-region.tsx";

const colours: Record<JsonToken["kind"], string> = {
  name: "text-accent",
  text: "text-good",
  value: "text-warn",
  sign: "text-muted",
};

/** JSON indented and coloured, anything else as it came. */
export function JsonView({ text, label }: { text: string; label: string }) {
  const tokens = jsonTokens(text);
  return (
    <ScrollRegion label={label} wrap className="max-h-120 overflow-auto rounded-xl border border-line bg-sunken p-4">
      {tokens
        ? tokens.map((token, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: tokens are made anew from the text each time
            <span key={index} className={colours[token.kind]}>
              {token.text}
            </span>
          ))
        : text}
    </ScrollRegion>
  );
}
