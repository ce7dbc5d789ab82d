import type { PersonId } from "./people.ts";

interface Traits {
  backdrop: string;
  skin: string;
  hair: string;
  clothes: string;
  /** Drawn behind and in front of the face. */
  behind: string;
  front: string;
}

const traits: Record<PersonId, Traits> = {
  ada: {
    backdrop: "#e7dcf5",
    skin: "#f3d0b7",
    hair: "#3b2a25",
    clothes: "#6b3fa0",
    behind: '<circle cx="48" cy="20" r="10"/><ellipse cx="48" cy="42" rx="21" ry="22"/>',
    front: '<path d="M28 42c0-16 8-22 20-22s20 6 20 22c-3-9-9-14-20-15-11 1-17 6-20 15z"/>',
  },
  grace: {
    backdrop: "#d6e6f2",
    skin: "#efcdb3",
    hair: "#8a8f98",
    clothes: "#1d3557",
    behind: '<ellipse cx="48" cy="44" rx="20" ry="17"/>',
    front:
      '<path fill="#1d3557" d="M27 33c2-13 11-17 21-17s19 4 21 17c-7-3-14-4-21-4s-14 1-21 4z"/>' +
      '<path fill="#d9a441" d="M30 31c6-2 12-3 18-3s12 1 18 3v3c-6-2-12-3-18-3s-12 1-18 3z"/>' +
      '<g fill="none" stroke="#333c49" stroke-width="1.6"><circle cx="40.500" cy="45" r="5"/>' +
      '<circle cx="55.500" cy="45" r="5"/><path d="M45.500 45h5"/></g>',
  },
  alan: {
    backdrop: "#dcebdd",
    skin: "#f1ccb0",
    hair: "#4a3324",
    clothes: "#5c6b4f",
    behind: "",
    front: '<path d="M30 40c-1-14 7-22 18-22 12 0 20 8 18 22-1-6-3-9-6-11-8 2-17 1-22-3-3 3-6 7-8 14z"/>',
  },
};

/** A small portrait, the same for every request; not a photograph. */
export function portraitSvg(person: PersonId): string {
  const { backdrop, skin, hair, clothes, behind, front } = traits[person];
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">' +
    `<rect width="96" height="96" fill="${backdrop}"/><g fill="${hair}">${behind}</g>` +
    `<path fill="${clothes}" d="M14 96c2-20 16-27 34-27s32 7 34 27z"/>` +
    `<path fill="${skin}" d="M40 56h16v13c-3 6-13 6-16 0z"/><ellipse cx="48" cy="44" rx="17" ry="19" fill="${skin}"/>` +
    `<g fill="${hair}">${front}</g>` +
    '<g fill="#2b2b2b"><circle cx="41" cy="45" r="1.700"/><circle cx="55" cy="45" r="1.700"/></g>' +
    '<path d="M43 54c3 2.500 7 2.500 10 0" fill="none" stroke="#8a4b3c" stroke-width="1.600" stroke-linecap="round"/></svg>'
  );
}
