/** Calendar Buddy's face: a calendar sheet that smiles. */
export const logoSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">' +
  '<rect width="64" height="64" rx="14" fill="#d9542b"/><rect x="13" y="17" width="38" height="34" rx="6" fill="#fff"/>' +
  '<path d="M13 26v-3a6 6 0 0 1 6-6h26a6 6 0 0 1 6 6v3z" fill="#ffd9c9"/>' +
  '<g stroke="#fff" stroke-width="4" stroke-linecap="round"><path d="M23 12v8M41 12v8"/></g>' +
  '<g fill="#7a2a10"><circle cx="25" cy="35" r="2.500"/><circle cx="39" cy="35" r="2.500"/></g>' +
  '<path d="M24 41c4 5 12 5 16 0" fill="none" stroke="#7a2a10" stroke-width="2.500" stroke-linecap="round"/></svg>';
