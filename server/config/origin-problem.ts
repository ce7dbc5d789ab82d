/** Why an address is not an origin, which is compared with others as a whole; `undefined` when it is one. */
export function originProblem(address: string): { problem: string; fix: string } | undefined {
  const url = new URL(address);
  if (url.hostname.includes("*")) {
    return { problem: `“${address}” has a star, but origins are compared exactly.`, fix: "Name each origin." };
  }
  if (url.href !== `${url.origin}/`) {
    return { problem: `“${address}” is more than an origin.`, fix: "Leave out path, query and user name." };
  }
  return undefined;
}
