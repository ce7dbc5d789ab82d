import type { MessageKey } from "../../messages/en.ts";

/** A field of the form of an entry: which member of the entry it is, and how it is asked. */
export interface FieldSpec {
  /** The member's path in the entry: `name`, `translations.de.title`. Also the field's name in the form. */
  readonly path: string;
  readonly label: MessageKey;
  readonly hint?: MessageKey;
  /**
   * text: one line. long: some lines of prose. lines: a list, one a line. choice: one of `options`. several: any of `options`. flag: on
   * or off. secret: a line that is written and never shown. json: a part of the entry as the configuration file has it.
   */
  readonly kind: "text" | "long" | "lines" | "choice" | "several" | "flag" | "secret" | "json";
  readonly options?: readonly FieldOption[];
  readonly placeholder?: string;
  /** Of a flag: what it is when the entry doesn't say it. */
  readonly defaultOn?: true;
  /** Seldom needed: behind a disclosure. */
  readonly detail?: true;
  readonly required?: true;
}

export interface FieldOption {
  readonly value: string;
  readonly label: string;
  /** Name of the group behind whose disclosure it stands, because few entries need it. */
  readonly folded?: string;
}

/** What a form said, by field. */
export type FormFields = Readonly<Record<string, readonly string[]>>;

export interface FieldMistake {
  field: string;
  problem: string;
  fix?: string | undefined;
}
