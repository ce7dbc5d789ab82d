import { inspect } from "node:util";

/**
 * A value that must not be printed: tokens, client secrets, keys.
 *
 * String conversion, JSON and console show `[secret]`; `reveal()` is the only way to the value and easy to grep for.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. Call it only where the bytes leave for the database (encrypted) or the wire. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "[secret]";
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}
