/** Collects the conditions of a statement with their parameters: `$?` in a text becomes the number of its value. */
export class SqlConditions {
  readonly params: unknown[] = [];
  readonly #texts: string[] = [];

  /** One `$?` for each value, in order. */
  add(text: string, ...values: unknown[]): void {
    let next = 0;
    this.#texts.push(text.replaceAll("$?", () => this.param(values[next++])));
  }

  /** The number of one more parameter. */
  param(value: unknown): string {
    this.params.push(value);
    return `$${this.params.length}`;
  }

  /** `WHERE …`, or nothing. */
  where(): string {
    return this.#texts.length === 0 ? "" : `WHERE ${this.#texts.join(" AND ")}`;
  }
}
