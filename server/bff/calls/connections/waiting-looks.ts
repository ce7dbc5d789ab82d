/** Small enough that requests get the database in between. */
const looksAtOnce = 8;

/**
 * Looks at sessions, a few at once and each once however often it was added meanwhile.
 *
 * Shape:  `add` returns at once; the looks follow in the order in which sessions were added first.
 * Units:  session ids; at most `looksAtOnce` looks run at a time.
 * Errors: none, because `look` never rejects: a look that did would end the process as an unhandled rejection.
 * Races:  a session that is added while it is looked at is looked at again, because the look may have begun before the change.
 */
export function createWaitingLooks(look: (sessionId: string) => Promise<void>): {
  add(sessionIds: Iterable<string>): void;
} {
  const waiting = new Set<string>();
  let running = 0;

  async function run(): Promise<void> {
    running++;
    for (const id of waiting) {
      waiting.delete(id);
      await look(id);
    }
    running--;
  }

  return {
    add(sessionIds) {
      for (const id of sessionIds) waiting.add(id);
      while (running < looksAtOnce && waiting.size > 0) void run();
    },
  };
}
