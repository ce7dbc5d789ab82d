const segmenter = new Intl.Segmenter();
/** Drawn on two cells: East Asian wide and fullwidth characters (Unicode TR 11), and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Yi}\u3000-\u303e\u{ff01}-\u{ff60}\u{ffe0}-\u{ffe6}\p{Emoji_Presentation}]|\p{Emoji}\ufe0f/u;
const halfwidth = /^[\uff61-\uffdc]/;
const withoutCell = /^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u;

/** How many cells of a terminal a text takes. */
export function textWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += characterWidth(segment);
  return width;
}

function characterWidth(character: string): number {
  if (withoutCell.test(character)) return 0;
  return wide.test(character) && !halfwidth.test(character) ? 2 : 1;
}

/** The text in at most so many cells, with "…" where it is cut. */
export function cutToWidth(text: string, most: number): string {
  if (textWidth(text) <= most) return text;
  let kept = "";
  let width = 1;
  for (const { segment } of segmenter.segment(text)) {
    width += characterWidth(segment);
    if (width > most) break;
    kept += segment;
  }
  return `${kept}…`;
}

export function padToWidth(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - textWidth(text)));
}
