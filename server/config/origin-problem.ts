/** What keeps an address from being an origin, to be compared with others as a whole; `undefined` when nothing does. */
export function originProblem(address: string): { problem: string; fix: string } | undefined {
  const url = new URL(address);
  if (url.hostname.includes("*")) {
    return { problem: `“${address}” has a star, and no origin is compared by patterns.`, fix: "Name each origin." };
  }
  if (url.href !== `${url.origin}/`) {
    return { problem: `“${address}” is more than an origin.`, fix: "Leave out path, query and user name." };
  }
  return undefined;
}
