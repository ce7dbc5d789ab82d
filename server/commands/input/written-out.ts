/**
 * A command line with its shorter or former words as the table has them: `keys`; `admin grant|revoke|list`, which the first start
 * needs; `account disable|enable`, as scripts call it; `explain --as <person> …`, a question for which no verb is needed.
 */
export function writtenOut(args: readonly string[]): string[] {
  const [noun, verb, ...rest] = args;
  const isHelp = rest.includes("--help");
  if (noun === "keys") return ["signing-keys", ...args.slice(1)];
  if (noun === "explain") return ["explain", ...whatIf(args.slice(1))];
  if (noun === "admin" && !isHelp) return administrators(verb, rest);
  if (noun !== "account") return [...args];
  // Scripts that call it from before there was a question go on as they did.
  const given = verb === "disable" && !isHelp ? ["--yes"] : [];
  return ["users", ...(verb === undefined ? [] : [verb]), ...rest, ...given];
}

function administrators(verb: string | undefined, rest: readonly string[]): string[] {
  if (verb === "list") return ["roles", "assignments", "--role", "admin", "--all", ...rest];
  const named = rest[0] === undefined ? [] : ["--person", ...rest];
  if (verb === "grant") return ["roles", "assign", "admin", ...named, "--yes"];
  if (verb === "revoke") return ["roles", "remove", "admin", ...named, "--yes"];
  return ["admin", ...(verb === undefined ? [] : [verb])];
}

/** `--as <person>` is what `what-if` takes first. */
function whatIf(words: readonly string[]): string[] {
  const at = words.findIndex((word) => word === "--as" || word.startsWith("--as="));
  const isAsked = at === 0 || words[0] === "what-if" || words[0]?.startsWith("--") === true;
  if (at === -1 || !isAsked) return [...words];
  const word = words[at] ?? "";
  const given = word === "--as" ? words.slice(at + 1, at + 2) : [word.slice("--as=".length)];
  const others = [...words.slice(0, at), ...words.slice(word === "--as" ? at + 2 : at + 1)];
  return ["what-if", ...given, ...others.filter((other, index) => index > 0 || other !== "what-if")];
}
