import type { SigningKeyControl } from "#server/authorization-server/signing-keys/signing-key-control.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { chosenSql } from "./chosen-sql.ts";
import type { SignedBy } from "./contain-choice.ts";
import type { ContainmentRow, ContainmentStore } from "./containment-store.ts";
import { type EndBatch, type EndChosenDeps, endChosen } from "./end-chosen.ts";

export interface RunContainmentDeps extends EndChosenDeps {
  store: ContainmentStore;
  transaction: Database["transaction"];
  signingKeys: Pick<SigningKeyControl, "list" | "rotate" | "retire">;
  log: Pick<Logger, "warn" | "error">;
  /** How long a request may take that began before the run's end and writes a session or token after it. */
  settleSeconds?: number;
}

/** Clocks of processes may differ by this much. */
const skewMs = 10_000;
const defaultSettleSeconds = 60;

/** Another process has taken the run over. */
class LeaseLost extends Error {}

/**
 * Carries out a containment that this process has the lease of: keys, then sessions, access and tokens, batch by batch.
 *
 * Shape:  a first pass without an end in time, which also catches what begins while it runs; then passes over what began until
 *         its end, until one finds nothing; a last look when the requests of that moment are over.
 * Races:  each batch is a transaction that also writes how far the run is, so a run whose process dies goes on in another one with
 *         counts that fit.
 */
export async function runContainment(deps: RunContainmentDeps, row: ContainmentRow, leaseId: string): Promise<void> {
  const { store } = deps;
  const run = new ContainmentRun(deps, row, leaseId);
  try {
    await run.keys();
    if (row.ended.through === undefined) {
      await run.pass(undefined);
      await run.closeWindow();
    }
    while ((await run.pass(run.through)) > 0);
    if (row.state === "running") await store.settle(row.id, leaseId, deps.settleSeconds ?? defaultSettleSeconds);
    else await store.finish(row.id, leaseId);
  } catch (error) {
    if (error instanceof LeaseLost) return;
    deps.log.error("a containment broke off; it goes on within a minute", { containment: row.id, error });
  }
}

class ContainmentRun {
  readonly #deps: RunContainmentDeps;
  readonly #row: ContainmentRow;
  readonly #leaseId: string;

  constructor(deps: RunContainmentDeps, row: ContainmentRow, leaseId: string) {
    this.#deps = deps;
    this.#row = row;
    this.#leaseId = leaseId;
  }

  get through(): Date | undefined {
    const { through } = this.#row.ended;
    return through === undefined ? undefined : new Date(through);
  }

  /** What begins from now on is another sign-in than the ones that were chosen. */
  async closeWindow(): Promise<void> {
    this.#row.ended.through = new Date(Date.now() + skewMs).toISOString();
    await this.#save();
  }

  /** Keys first: what a leaked key signs must not become a session or token while the rest runs. */
  async keys(): Promise<void> {
    const { ended, acts, choice } = this.#row;
    if (ended.keysDone) return;
    const { signingKeys } = this.#deps;
    if (acts.signingKeys === "rotate") ended.madeKeys = await signingKeys.rotate();
    if (acts.signingKeys === "retire") {
      const kids = choice.keys.length > 0 ? choice.keys : (await signingKeys.list()).map(({ kid }) => kid);
      for (const kid of kids) await this.#retire(kid);
      const now = new Date().toISOString();
      // What a retired key signed until this moment is its; the successor signs from then on.
      this.#row.choice = { ...choice, signedBy: choice.signedBy.map((signed): SignedBy => ({ ...signed, to: now })) };
    }
    ended.keysDone = true;
    await this.#save();
  }

  async #retire(kid: string): Promise<void> {
    const { ended } = this.#row;
    try {
      const { signsNow } = await this.#deps.signingKeys.retire(kid);
      if (!ended.retiredKeys.includes(kid)) ended.retiredKeys.push(kid);
      if (signsNow !== undefined && !ended.madeKeys.includes(signsNow)) ended.madeKeys.push(signsNow);
    } catch (error) {
      // Retired before, perhaps by this run before it was taken over.
      if (!(error instanceof AppError && error.code === "admin_target_not_found")) throw error;
    }
  }

  /** Ends all that is chosen now; how many rows that were. */
  async pass(through: Date | undefined): Promise<number> {
    const { id, choice, acts, startedBy } = this.#row;
    const sql = chosenSql(choice, acts, through);
    let total = 0;
    for (const batch of endChosen(this.#deps, sql, acts, { name: startedBy, runId: id })) {
      for (let more = true; more; ) {
        const { ended, more: further } = await this.#commit(batch);
        total += ended;
        more = further;
      }
    }
    return total;
  }

  async #commit(batch: EndBatch): Promise<{ ended: number; more: boolean }> {
    const { store, transaction } = this.#deps;
    const { id, ended: before, choice } = this.#row;
    const { result, after } = await transaction(async (tx, publish) => {
      const result = await batch(tx, publish);
      const { sessions = 0, grants = 0, accessTokens = 0, refreshTokens = 0, providerTokens = 0 } = result.ended;
      const after = {
        ...before,
        sessions: before.sessions + sessions,
        grants: before.grants + grants,
        accessTokens: before.accessTokens + accessTokens,
        refreshTokens: before.refreshTokens + refreshTokens,
        providerTokens: before.providerTokens + providerTokens,
      };
      const held = await store.progress(id, this.#leaseId, after, choice, (sql, params) =>
        tx.$queryRawUnsafe<unknown[]>(sql, ...params),
      );
      if (!held) throw new LeaseLost();
      return { result, after };
    });
    this.#row.ended = after;
    result.afterCommit?.();
    const ended = Object.values(result.ended).reduce((sum, count) => sum + count, 0);
    return { ended, more: result.more };
  }

  async #save(): Promise<void> {
    const { id, ended, choice } = this.#row;
    if (!(await this.#deps.store.progress(id, this.#leaseId, ended, choice))) throw new LeaseLost();
  }
}
