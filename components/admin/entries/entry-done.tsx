import type { Ended } from "#server/admin/shapes.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { DoneNotice } from "../parts/done-notice.tsx";

export interface EntryDoneFacts {
  act: string;
  key: string;
  ended: Ended;
}

/** What was done with an entry, and what ended with it. */
export function EntryDone({ t, done }: { t: Translator; done: EntryDoneFacts | undefined }) {
  if (!done) return null;
  return (
    <DoneNotice t={t} counts={done.ended}>
      {t.text("admin.entry.done", { act: done.act, key: done.key })}
    </DoneNotice>
  );
}
