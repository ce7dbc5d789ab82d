import type { CatalogKind } from "#server/catalog/managed/entry-kinds.ts";
import type { ChangeBy, FieldChange } from "#server/catalog/managed/managed-catalog.ts";
import type { EndedCounts } from "#server/database/ended-counts.ts";
import type { SetUpDocument } from "./set-up-document.ts";

export interface ExportOptions {
  /** Entries of the file, too; else the database's only. */
  everything?: boolean | undefined;
  /** The hashes of clients' secrets, so that the clients keep them. */
  withSecretHashes?: boolean | undefined;
}

export interface ImportOptions {
  /** Only says what would change. */
  dryRun?: boolean | undefined;
  /** Deletes entries of the database that the document doesn't have. */
  prune?: boolean | undefined;
  /** Who imports, as the audit log names them. */
  by: string;
  /** Decides on each entry that is added, changed or removed. What it throws refuses the whole import. */
  mayChange?: ChangeBy["mayChange"];
  evenLastAdmin?: ChangeBy["evenLastAdmin"];
}

/** What an import does, or would do, to one entry. */
export interface SetUpDifference {
  kind: CatalogKind;
  key: string;
  act: "added" | "changed" | "removed";
  changes: readonly FieldChange[];
}

export interface Imported {
  differences: readonly SetUpDifference[];
  /** Clients without a secret that need one, and providers that have none: what is left to do by hand. */
  withoutSecret: readonly { kind: "clients" | "providers"; key: string }[];
  /** How much of each kind ended. */
  counts: EndedCounts;
}

/** Moves a set-up between portals, or into git and back. */
export interface SetUpExchange {
  /** Without secrets. Disabled entries are left out: the file has no word for them. */
  export(options?: ExportOptions): Promise<SetUpDocument>;
  /**
   * Makes the database's entries as the document says: all or nothing, checked as a whole. An entry that the file of this portal
   * has is left alone when it says the same, and refused when it says something else. Secrets that the document doesn't name
   * stay as they are.
   *
   * Errors: entry_in_settings; entry_in_use; input_invalid (fields begin with kind and key); last_admin.
   */
  import(document: SetUpDocument, options: ImportOptions): Promise<Imported>;
}
