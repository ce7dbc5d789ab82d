import type { Translator } from "../messages/create-translator.ts";

const names = [
  "route",
  "own_route",
  "method",
  "path",
  "body",
  "send",
  "sending",
  "stop",
  "request",
  "request_text",
  "answer",
  "answer_empty",
  "headers",
  "body_title",
  "events",
  "no_body",
  "cut",
  "failed",
  "attached",
  "attached_note",
  "attached_none",
  "code",
  "copy",
  "copied",
  "connect_text",
] as const;

/** Fixed words of the playground: the browser gets these, not the catalogues. */
export type PlaygroundWords = Record<(typeof names)[number], string>;

export function playgroundWords(t: Translator): PlaygroundWords {
  return Object.fromEntries(names.map((name) => [name, t.text(`playground.${name}`)])) as PlaygroundWords;
}
