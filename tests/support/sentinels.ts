import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Secrets by what they are, to be looked for wherever they must not stand. */
export class Sentinels {
  readonly #values = new Map<string, string>();

  add(kind: string, value: string | null | undefined): void {
    // Shorter ones would be found by chance.
    if (value && value.length >= 16) this.#values.set(value, kind);
  }

  addAll(kind: string, values: Iterable<string | null | undefined>): void {
    for (const value of values) this.add(kind, value);
  }

  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const kind of this.#values.values()) counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }

  /** Which kinds stand in the text: as they are, and in the spellings that hide from a search. */
  findIn(text: string): string[] {
    const found = new Set<string>();
    for (const [value, kind] of this.#values)
      if (spellings(value).some((spelling) => text.includes(spelling))) found.add(kind);
    return [...found];
  }

  /** The same in every file of a folder: also in what a database has deleted and not yet overwritten. */
  findInFiles(directory: string): string[] {
    const found: string[] = [];
    const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name));
      for (const [value, kind] of this.#values) if (content.includes(value)) found.push(`${kind} in ${file.name}`);
    }
    return found;
  }
}

function spellings(value: string): string[] {
  const bytes = Buffer.from(value);
  // A base64 of a longer text with it inside begins at any of three offsets; its middle is the same at the fitting one.
  const inside = [0, 1, 2].map((offset) => {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    return shifted.slice(offset === 0 ? 0 : 4, -4).replace(/=+$/, "");
  });
  const url = inside.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [value, encodeURIComponent(value), bytes.toString("hex"), ...inside, ...url];
}
