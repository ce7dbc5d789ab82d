/** What is missing of a configuration that had mistakes, so that later checks don't take it for further mistakes. */
export interface ConfigGaps {
  /** Top-level settings with a mistake. Entries may be left out of them, so references to them can't be checked. */
  broken: ReadonlySet<string>;
  /** Where an entry of a list stands in the file; `undefined` for entries from elsewhere. */
  indexOf(entry: object): number | undefined;
}

/** Of a configuration that is complete. */
export const noGaps: ConfigGaps = { broken: new Set(), indexOf: () => undefined };
