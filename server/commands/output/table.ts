import { plainText } from "./plain-text.ts";
import { cutToWidth, padToWidth, textWidth } from "./text-width.ts";

export interface Column {
  /** The member of a row, by its path: `["database", "ready"]`. */
  path: readonly string[];
  title: string;
}

const gap = "  ";
const leastCells = 8;

/**
 * Rows as lines of a table, or, where the terminal is too narrow for that, as blocks of a line a member.
 *
 * `cells` is the terminal's width; without one nothing is cut, because a program reads it.
 */
export function tableLines(rows: readonly unknown[], columns: readonly Column[], cells: number | undefined): string[] {
  const texts = rows.map((row) => columns.map(({ path }) => plainText(memberAt(row, path))));
  const used = columns
    .map((column, index) => ({ column, index }))
    .filter(({ index }) => texts.some((row) => row[index]));
  const widths = used.map(({ column, index }) =>
    Math.max(textWidth(column.title), ...texts.map((row) => textWidth(row[index] ?? ""))),
  );
  const fitting = cells === undefined ? widths : fitWidths(widths, cells - gap.length * (widths.length - 1));
  if (!fitting) return texts.flatMap((row, place) => [...(place > 0 ? [""] : []), ...block(row, columns)]);
  const line = (row: readonly string[]) =>
    used
      .map(({ index }, place) => {
        const width = fitting[place] ?? 0;
        const text = cutToWidth(row[index] ?? "", width);
        return place === used.length - 1 ? text : padToWidth(text, width);
      })
      .join(gap)
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...texts.map(line)];
}

/** A line for each member that has a value. */
function block(texts: readonly string[], columns: readonly Column[]): string[] {
  const width = Math.max(...columns.map(({ title }) => textWidth(title)));
  return columns.flatMap(({ title }, index) =>
    texts[index] ? [`${padToWidth(title, width)}${gap}${texts[index]}`] : [],
  );
}

export function recordLines(record: unknown, columns: readonly Column[]): string[] {
  return block(
    columns.map(({ path }) => plainText(memberAt(record, path))),
    columns,
  );
}

/** Takes from the widest until all fit; `undefined` when they don't at eight cells each. */
function fitWidths(widths: readonly number[], cells: number): number[] | undefined {
  const fitted = [...widths];
  let over = fitted.reduce((sum, width) => sum + width, 0) - cells;
  while (over > 0) {
    const widest = fitted.indexOf(Math.max(...fitted));
    const width = fitted[widest] ?? 0;
    if (width <= leastCells) return undefined;
    fitted[widest] = width - 1;
    over -= 1;
  }
  return fitted;
}

function memberAt(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value;
  if (typeof value !== "object" || value === null) return undefined;
  return memberAt((value as Readonly<Record<string, unknown>>)[name], rest);
}
