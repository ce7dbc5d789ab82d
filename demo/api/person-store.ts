/** Small lists per person, in memory, bounded: a demo that runs for weeks must not grow. */
export class PersonStore<Item extends { id: string }> {
  readonly #lists = new Map<string, Item[]>();
  readonly #initial: () => Item[];
  readonly #mostItems = 200;
  readonly #mostPeople = 1000;

  constructor(initial: () => Item[]) {
    this.#initial = initial;
  }

  list(subject: string): readonly Item[] {
    return this.#own(subject);
  }

  /** How many people have something here, and how much it is altogether. */
  count(): { people: number; items: number } {
    const lists = [...this.#lists.values()];
    return { people: lists.length, items: lists.reduce((sum, list) => sum + list.length, 0) };
  }

  add(subject: string, item: Item): void {
    const own = this.#own(subject);
    own.push(item);
    if (own.length > this.#mostItems) own.shift();
  }

  remove(subject: string, id: string): boolean {
    const own = this.#own(subject);
    const at = own.findIndex((item) => item.id === id);
    if (at < 0) return false;
    own.splice(at, 1);
    return true;
  }

  #own(subject: string): Item[] {
    let own = this.#lists.get(subject);
    if (!own) {
      own = this.#initial();
      this.#lists.set(subject, own);
      const [oldest] = this.#lists.keys();
      if (this.#lists.size > this.#mostPeople && oldest !== undefined) this.#lists.delete(oldest);
    }
    return own;
  }
}
