/**
 * A spreadsheet reads a cell that begins so as a formula, also in quotes (CWE-1236). One that is set to another separator ends a cell
 * at `;` or a tab, and one that knows no quotes at a line's end, so what follows these counts as a beginning too.
 */
const formula = /(?<=^|[;\t\r\n])(?=[ \u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r])/g;

/**
 * One line of CSV (RFC 4180). Text that a spreadsheet would run is written behind an apostrophe, because names in an export come
 * from people; numbers stay as they are.
 */
export function csvLine(values: readonly unknown[]): string {
  return `${values.map(cell).join(",")}\r\n`;
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const inert = text.replaceAll(formula, "'");
  return /[",;\t\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
