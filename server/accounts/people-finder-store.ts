import type { Database } from "#server/database/database.ts";
import { inAnyCase } from "./in-any-case.ts";

/** A person, as a list of those who are known by one name has them. */
export interface FoundPerson {
  id: string;
  displayName: string | null;
  email: string | null;
  disabled: boolean;
}

export interface PeopleFinder {
  /** The people known by an id, an address (in any spelling of case) or `provider:subject`; at most ten. */
  find(name: string): Promise<FoundPerson[]>;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** An address has "@" and a provider's id has none, so one name is never both. */
const providerSubject = /^([\w.-]+):(.+)$/s;

export function createPeopleFinder({ prisma }: Pick<Database, "prisma">): PeopleFinder {
  return {
    async find(name) {
      const people = await prisma.user.findMany({
        where: whereNamed(name),
        select: { id: true, displayName: true, email: true, disabledAt: true },
        orderBy: { id: "asc" },
        take: 10,
      });
      return people.map(({ id, displayName, email, disabledAt }) => ({
        id,
        displayName,
        email,
        disabled: disabledAt !== null,
      }));
    },
  };
}

function whereNamed(name: string) {
  if (uuid.test(name)) return { id: name.toLowerCase() };
  const [, providerId, subject] = providerSubject.exec(name) ?? [];
  if (providerId !== undefined && subject !== undefined) return { identities: { some: { providerId, subject } } };
  const spelled = inAnyCase(name);
  return { OR: [{ email: spelled }, { identities: { some: { email: spelled } } }] };
}
