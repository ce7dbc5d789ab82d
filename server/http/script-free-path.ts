/**
 * Pages that are whole without a script: what people see before they trust this portal with anything, and all others but
 * the playground. No code of theirs asks for anything, and some of their links lead where the address of the page says.
 */
export function isScriptFreePath(path: string): boolean {
  return /^\/$|^\/(sign-in|sign-out|consent|device|error|connected-apps|account)(\/|$)/.test(path);
}
