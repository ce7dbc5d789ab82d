export interface CodeBlock {
  language: string;
  /** Behind the language in the opening fence: ```js sign-in.mjs */
  name: string;
  code: string;
}

/** The named code blocks of a Markdown text, in order. Unnamed ones are for reading only. */
export function namedCodeBlocks(markdown: string): CodeBlock[] {
  return [...markdown.matchAll(/^```(\w+) (\S+)\n(.*?)^```$/gms)].map(([, language = "", name = "", code = ""]) => ({
    language,
    name,
    code,
  }));
}
