/** Notebook's face: a page with lines and a ribbon. */
export const logoSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="36" height="36">' +
  '<rect width="64" height="64" rx="14" fill="#0f766a"/><rect x="16" y="12" width="32" height="40" rx="5" fill="#fff"/>' +
  '<path d="M38 12h6v14l-3-3-3 3z" fill="#f0a93b"/>' +
  '<g stroke="#0f766a" stroke-width="2.500" stroke-linecap="round"><path d="M22 32h20M22 38h20M22 44h12"/></g></svg>';
