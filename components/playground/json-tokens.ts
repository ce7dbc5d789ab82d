export interface JsonToken {
  kind: "name" | "text" | "value" | "sign";
  text: string;
}

const pattern = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Indents JSON and names its parts for colouring; `undefined` for what isn't JSON. */
export function jsonTokens(text: string): JsonToken[] | undefined {
  let pretty: string;
  try {
    pretty = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return undefined;
  }
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of pretty.matchAll(pattern)) {
    if (match.index > end) tokens.push({ kind: "sign", text: pretty.slice(end, match.index) });
    const [whole, quoted, colon] = match;
    if (quoted === undefined) tokens.push({ kind: "value", text: whole });
    else tokens.push({ kind: colon === undefined ? "text" : "name", text: quoted });
    if (colon !== undefined) tokens.push({ kind: "sign", text: colon });
    end = match.index + whole.length;
  }
  if (end < pretty.length) tokens.push({ kind: "sign", text: pretty.slice(end) });
  return tokens;
}
