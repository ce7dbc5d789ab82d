import { isQualifiedGroup } from "#server/claims/qualified-group.ts";

/** What is wrong with a person's name in a list of people: an address, or provider:subject. */
export function adminProblem(admin: string): { problem: string; fix: string } | undefined {
  const isAddress = /^[^\s@:]+@[^\s@:]+$/.test(admin);
  if (isAddress || (admin.includes(":") && isQualifiedGroup(admin))) return undefined;
  return {
    problem: `“${admin}” is neither an e-mail address nor provider:subject.`,
    fix: "Write ada@example.com, or the provider's id and the person's subject there: corp:248289761001.",
  };
}
