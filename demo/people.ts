/** Somebody who can sign in to the demo providers. */
export interface Person {
  id: "ada" | "grace" | "alan";
  name: string;
  givenName: string;
  familyName: string;
  email: string;
  emailVerified: boolean;
  /** The organisation's domain that Google calls `hd`; undefined for a private account. */
  hostedDomain: string | undefined;
  githubLogin: string;
  githubId: number;
}

export type PersonId = Person["id"];

export const people: readonly Person[] = [
  {
    id: "ada",
    name: "Ada Lovelace",
    givenName: "Ada",
    familyName: "Lovelace",
    email: "ada@lovelace.example",
    emailVerified: true,
    hostedDomain: undefined,
    githubLogin: "ada-lovelace",
    githubId: 18151210,
  },
  {
    id: "grace",
    name: "Grace Hopper",
    givenName: "Grace",
    familyName: "Hopper",
    email: "grace@navy.example",
    emailVerified: true,
    hostedDomain: "navy.example",
    githubLogin: "grace-hopper",
    githubId: 19061209,
  },
  {
    id: "alan",
    name: "Alan Turing",
    givenName: "Alan",
    familyName: "Turing",
    email: "alan@turing.example",
    emailVerified: false,
    hostedDomain: undefined,
    githubLogin: "alan-turing",
    githubId: 19120623,
  },
];

export function findPerson(id: string | null | undefined): Person | undefined {
  return people.find((person) => person.id === id);
}
