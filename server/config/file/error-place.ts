import { spawnSync } from "node:child_process";
import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";

interface Place {
  file: string;
  line: number;
  column: number | undefined;
}

/** Where in a configuration file, or in what it imports, loading broke off: “line 4, column 21”. `undefined` if the error doesn't say. */
export function placeOfError(error: unknown, file: string): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const stack = error.stack ?? "";
  const unparsed = error.name === "SyntaxError";
  // What doesn't parse may be another file, which the frame of a dynamic import() doesn't say.
  const place =
    (unparsed ? headOf(stack) : undefined) ?? frameOf(stack, file) ?? (unparsed ? checkedPlace(file) : undefined);
  if (!place) return undefined;
  const inFile = place.file === file ? "" : `${place.file}, `;
  return `${inFile}line ${place.line}${place.column === undefined ? "" : `, column ${place.column}`}`;
}

/** The place of a syntax error, which precedes its stack: `file:line`, the line, and a caret below the place. */
function headOf(stack: string): Place | undefined {
  const lines = stack.split("\n");
  const [, file, line] = /^(.+):(\d+)$/.exec(lines[0] ?? "") ?? [];
  // A message may end like it: “connect ECONNREFUSED 127.0.0.1:5432”.
  if (file === undefined || line === undefined || !(file.startsWith("file:") || isAbsolute(file))) return undefined;
  const column = lines.find((text) => /^\s*\^+\s*$/.test(text))?.indexOf("^");
  return { file: asPath(file), line: Number(line), column: column === undefined ? undefined : column + 1 };
}

/** The place of an error that the file threw when it ran. */
function frameOf(stack: string, file: string): Place | undefined {
  for (const [, at = "", line, column] of stack.matchAll(/^\s+at .*?\(?(file:.+?|\/.+?):(\d+):(\d+)\)?$/gm)) {
    if (asPath(at) === file) return { file, line: Number(line), column: Number(column) };
  }
  return undefined;
}

/** The place of a syntax error in plain JavaScript, which V8 prints only when the process ends by it. */
function checkedPlace(file: string): Place | undefined {
  return headOf(spawnSync(process.execPath, ["--check", file], { encoding: "utf8" }).stderr);
}

function asPath(file: string): string {
  return file.startsWith("file:") ? fileURLToPath(file) : file;
}
