import type { AdminPart } from "#components/admin/admin-parts.ts";
import type { FieldSpec } from "#components/admin/entries/field-spec.ts";
import type { Translator } from "#components/messages/create-translator.ts";
import type { MessageKey } from "#components/messages/en.ts";
import type { IconName } from "#components/parts/icon.tsx";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import type { OperationName } from "#server/admin/operations.ts";
import type { ChangedEntry, EntryKind } from "./_entries.ts";

/** An entry as pages show it, whatever its kind. */
export interface ShownEntry {
  key: string;
  origin: "settings" | "database";
  enabled: boolean;
  revision: string | null;
  changedAt: string | null;
  changedBy: string | null;
  hasSecret: boolean;
  entry: Readonly<Record<string, unknown>>;
}

export interface EntryPageOf<Entry extends ShownEntry> {
  items: Entry[];
  next: string | null;
}

/** What the pages of one kind of entry differ in. */
export interface EntryConsole<Entry extends ShownEntry = ShownEntry> {
  kind: EntryKind;
  part: AdminPart;
  title: MessageKey;
  text: MessageKey;
  newTitle: MessageKey;
  make: MessageKey;
  icon: IconName;
  createOperation: OperationName;
  changeOperation: OperationName;
  nameOf(entry: Entry, t: Translator): string;
  /** Where the configuration file has an entry. */
  placeOf(key: string): string;
  /** The form's fields; of an entry that is made, without one. `fields`: what was typed so far. */
  specs(t: Translator, entry: Entry | undefined, type: string | undefined): FieldSpec[];
  /** Whether an entry may do no more than the actor, where entries can do something themselves. */
  reaches?(actor: AdminActor, shown: Entry): boolean;
  /** The member that is the key: asked for once. */
  keyPath: string;
  /** Members that a new entry gets beside those of its form. */
  fixed?(type: string | undefined): Readonly<Record<string, unknown>>;
  list(
    actor: AdminActor,
    page: { search?: string | undefined; after?: string | undefined },
  ): Promise<EntryPageOf<Entry>>;
  get(actor: AdminActor, key: string): Promise<Entry>;
  create(actor: AdminActor, entry: Readonly<Record<string, unknown>>): Promise<ChangedEntry>;
  change(
    actor: AdminActor,
    key: string,
    fields: Readonly<Record<string, unknown>>,
    ifMatch: string | undefined,
  ): Promise<ChangedEntry>;
}
