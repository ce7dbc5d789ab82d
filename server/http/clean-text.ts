/** What PostgreSQL keeps in no text and no jsonb: U+0000, and halves of surrogate pairs. */
export function isCleanText(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}

/**
 * Replaces what can't be kept by U+FFFD. It is never left out: "ada\u0000@example.com" would turn into another person's
 * address.
 */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\u0000", "\ufffd");
}
