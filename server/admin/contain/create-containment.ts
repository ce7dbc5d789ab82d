import { randomUUID } from "node:crypto";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import type { ConsentBlock, ConsentBlocks } from "#server/authorization-server/grants/consent-blocks.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type Acts, type ContainInput, type SignedBy, settleActs, settleChoice } from "./contain-choice.ts";
import { type ContainmentReport, createReports } from "./containment-reports.ts";
import { type ContainmentRow, createContainmentStore, nothingEnded } from "./containment-store.ts";
import { type ChosenCounts, countChosen } from "./count-chosen.ts";
import { type RunContainmentDeps, runContainment } from "./run-containment.ts";

export interface ContainmentDeps extends Omit<RunContainmentDeps, "store" | "transaction"> {
  database: Pick<Database, "query" | "transaction">;
  catalog: Pick<Catalog, "resources" | "refresh">;
  blocks: ConsentBlocks;
  /** How often a process looks for runs to go on with. */
  lookSeconds?: number;
}

export interface ContainPreview {
  counts: ChosenCounts;
  acts: Acts;
  /** Whether the administrator is left out. */
  sparesYou: boolean;
}

/** Ends what an incident calls for, of all people at once. */
export interface Containment {
  /** Counts what `run` would end now; ends nothing. */
  preview(actor: AdminActor, input: ContainInput): Promise<ContainPreview>;
  /**
   * Begins a run and returns at once; `get` says how far it is.
   *
   * Errors: containment_running while another one is not over.
   */
  run(actor: AdminActor, input: ContainInput, reason: string): Promise<ContainmentReport>;
  /** The newest first. */
  list(after: string | undefined, limit: number): Promise<ContainmentReport[]>;
  /** Errors: admin_target_not_found. */
  get(id: string): Promise<ContainmentReport>;
  blocks(after: string | undefined, limit: number): Promise<ConsentBlock[]>;
  /** Errors: admin_target_not_found for a block that isn't in force. */
  unblock(actor: AdminActor, id: string): Promise<ConsentBlock>;
  /** Waits until this process does nothing more for a run (shutdown, tests). */
  close(): Promise<void>;
  /** Goes on with what is due; for tests that don't wait. */
  look(): Promise<void>;
}

export function createContainment(deps: ContainmentDeps): Containment {
  const { database, catalog, blocks, signingKeys } = deps;
  const store = createContainmentStore(database);
  const reports = createReports(database.query, deps.logoutKind);
  const runDeps: RunContainmentDeps = { ...deps, store, transaction: database.transaction };
  const underWay = new Set<Promise<void>>();

  function carryOut(row: ContainmentRow, leaseId: string): Promise<void> {
    const work: Promise<void> = runContainment(runDeps, row, leaseId).finally(() => underWay.delete(work));
    underWay.add(work);
    return work;
  }

  async function look(): Promise<void> {
    const leaseId = randomUUID();
    const row = await store.takeDue(leaseId);
    if (row) await carryOut(row, leaseId);
  }
  const timer = setInterval(
    () => void look().catch((error: unknown) => deps.log.warn("containments could not be read", { error })),
    (deps.lookSeconds ?? 20) * 1000,
  );
  timer.unref();

  /** Which JWT access tokens the keys may have signed: those of APIs with their algorithm, from the time in which they signed. */
  async function signedBy(kids: readonly string[]): Promise<SignedBy[]> {
    if (kids.length === 0) return [];
    await catalog.refresh();
    const now = new Date();
    const keys = (await signingKeys.list()).filter(({ kid }) => kids.includes(kid));
    return keys.map(({ kid, algorithm, signsFrom, signsTo }) => ({
      kid,
      audiences: catalog.resources
        .list()
        .filter((resource) => resource.accessTokenFormat === "jwt" && resource.accessTokenAlgorithm === algorithm)
        .map(({ identifier }) => identifier),
      from: signsFrom.toISOString(),
      to: (signsTo && signsTo < now ? signsTo : now).toISOString(),
    }));
  }

  async function settled(actor: AdminActor, input: ContainInput) {
    return { choice: settleChoice(input, actor.userId, await signedBy(input.keys)), acts: settleActs(input) };
  }

  return {
    async preview(actor, input) {
      const { choice, acts } = await settled(actor, input);
      const counts = await countChosen(database.query, choice, acts);
      return { counts, acts, sparesYou: choice.spared !== undefined };
    },

    async run(actor, input, reason) {
      const { choice, acts } = await settled(actor, input);
      const id = randomUUID();
      const leaseId = randomUUID();
      const startedBy = actor.name;
      const begun = await database.transaction(async (tx) => {
        if (!(await store.insert(tx, { id, reason, choice, acts, startedBy, leaseId }))) return false;
        // Before anything ends, so that what ends is not given again meanwhile.
        if (acts.block)
          await blocks.add(tx, {
            users: choice.users,
            clients: choice.clients,
            containmentId: id,
            reason,
            createdBy: startedBy,
          });
        return true;
      });
      if (!begun) throw new AppError("containment_running");
      const row = {
        id,
        state: "running",
        reason,
        choice,
        acts,
        ended: structuredClone(nothingEnded),
        startedBy,
        startedAt: new Date(),
        finishedAt: null,
      } as const;
      void carryOut({ ...row }, leaseId);
      return reports.of(row);
    },

    list: async (after, limit) => Promise.all((await store.list(after, limit)).map(reports.of)),

    async get(id) {
      const row = await store.find(id);
      if (!row) throw new AppError("admin_target_not_found");
      return reports.whole(row);
    },

    blocks: blocks.list,

    async unblock(actor, id) {
      const removed = await blocks.remove(id, actor.name);
      if (!removed) throw new AppError("admin_target_not_found");
      return removed;
    },

    look,

    async close() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
