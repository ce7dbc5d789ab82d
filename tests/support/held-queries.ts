import type { Database } from "#server/database/database.ts";

export interface Hold {
  /** When a statement that matches is about to be sent. */
  reached: Promise<void>;
  release(): void;
}

export interface HeldQueries {
  database: Database;
  /** Holds back the next statement that matches, as a slow connection would. */
  hold(matches: (sql: string, params: readonly unknown[]) => boolean): Hold;
  /** Makes the next statement that matches fail. */
  fail(matches: (sql: string, params: readonly unknown[]) => boolean): void;
}

/** A database whose single statements can be held back or broken, so that a race happens when a test wants it to. */
export function holdQueries(inner: Database): HeldQueries {
  type Rule = { matches: (sql: string, params: readonly unknown[]) => boolean; act: () => Promise<void> };
  const rules: Rule[] = [];
  const database: Database = {
    ...inner,
    async query<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
      const index = rules.findIndex(({ matches }) => matches(sql, params));
      const [rule] = index < 0 ? [] : rules.splice(index, 1);
      await rule?.act();
      return inner.query<Row>(sql, params);
    },
  };
  return {
    database,
    hold(matches) {
      const reached = Promise.withResolvers<void>();
      const released = Promise.withResolvers<void>();
      const act = () => {
        reached.resolve();
        return released.promise;
      };
      rules.push({ matches, act });
      return { reached: reached.promise, release: () => released.resolve() };
    },
    fail(matches) {
      rules.push({ matches, act: () => Promise.reject(new Error("the connection broke")) });
    },
  };
}

/** The statement by which the authorization server writes a record of this model, alone or in a batch. */
export function writes(model: string): (sql: string, params: readonly unknown[]) => boolean {
  return (sql, [written]) =>
    sql.startsWith("INSERT INTO oidc_records") && (written === model || String(written).includes(`"model":"${model}"`));
}
