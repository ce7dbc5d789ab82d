import { createLimits, type LimitsService } from "#server/admin/limits/limits.ts";
import { createSystem, type SystemService } from "#server/admin/system/system.ts";
import { createDeviceAttemptStore } from "#server/authorization-server/device/device-attempt-store.ts";
import { createGuessLockouts } from "#server/authorization-server/device/guess-limit.ts";
import type { Settings } from "#server/config/settings.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { Database } from "#server/database/database.ts";
import type { ProcessFacts } from "#server/processes/process-facts.ts";
import { createProcessList } from "#server/processes/process-list.ts";
import { createProcessQuestions } from "#server/processes/process-questions.ts";
import { createSignedMessages } from "#server/processes/signed-messages.ts";
import type { WatchedRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { KeptReturnPathLimits } from "#server/sessions/kept-return-paths.ts";
import { nowMs, nowSeconds } from "./clock.ts";

export interface SystemServicesDeps {
  settings: Pick<Settings, "publicUrl" | "mode" | "redisUrl">;
  database: Database;
  keys: KeyRing;
  limiter: WatchedRateLimiter;
  keptReturnPaths: KeptReturnPathLimits;
  role: ProcessFacts["role"];
}

/** What the administration knows of the processes, the database and the limits in force. */
export function createSystemServices(deps: SystemServicesDeps): {
  system: SystemService;
  limits: LimitsService;
  close(): Promise<void>;
} {
  const { settings, database, limiter, keptReturnPaths, role } = deps;
  const { notify } = database;
  const messages = createSignedMessages({ keys: deps.keys, nowMs });
  const questions = createProcessQuestions({ notify, messages });
  const processes = createProcessList({ notify, questions, messages, role });
  const limits = createLimits({
    questions,
    limiter,
    guesses: createGuessLockouts(createDeviceAttemptStore(database), nowSeconds),
    returnPaths: keptReturnPaths,
  });
  return {
    system: createSystem({ settings, database, limiter, processes }),
    limits,
    async close() {
      limits.close();
      await processes.close();
      questions.close();
    },
  };
}
