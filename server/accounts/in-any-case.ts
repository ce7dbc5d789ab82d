/** An address in any spelling of case. Prisma compares so by ILIKE, to which `_` and `%` of an address are wildcards. */
export function inAnyCase(email: string) {
  return { equals: email.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } as const;
}
