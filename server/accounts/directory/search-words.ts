// The characters that person_words() in 0150_directory replaces by spaces.
const separators = /[\s!-/:-@[-`{-~]+/u;

/**
 * What was typed into a search, as a tsquery: each word begins a word of the person. `undefined` when no word is left.
 *
 * Each word is quoted, so that none of it is an operator (quotes are separators and can't be in a word).
 */
export function searchWords(text: string): string | undefined {
  const words = text.split(separators).filter((word) => word !== "");
  return words.length === 0 ? undefined : words.map(beginning).join(" & ");
}

/** A database whose locale is C folds the case of ASCII alone, so other letters are looked for in each case. */
function beginning(word: string): string {
  const lower = word.toLowerCase();
  const [first = ""] = lower;
  const capital = first.toUpperCase() + lower.slice(first.length);
  const spellings = new Set([lower, capital, word.toUpperCase(), word].filter((one) => !/^[ -~]*$/.test(one)));
  return spellings.size === 0 ? `'${lower}':*` : `(${[...spellings].map((one) => `'${one}':*`).join(" | ")})`;
}
