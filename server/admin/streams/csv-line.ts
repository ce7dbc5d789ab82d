/** A spreadsheet reads a cell that begins so as a formula, also in quotes (CWE-1236). */
const formula = /^[=+\-@\t\r]/;

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
  const inert = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
