import type { SigningKeys } from "./authorization-server/signing-keys.ts";
import type { Logger } from "./http/logger.ts";

/**
 * SIGUSR2 makes a successor of every signing key: the operator's command when one may have leaked. A signal, because the
 * embedded database belongs to this process. Others on the same database follow by themselves.
 */
export function rotateOnSignal(keys: Pick<SigningKeys, "rotate" | "algorithms">, log: Logger): void {
  process.on("SIGUSR2", () => {
    Promise.all(keys.algorithms.map((algorithm) => keys.rotate(algorithm))).then(
      (kids) => log.info("signing keys rotated", { kids }),
      (error: unknown) => log.error("signing keys could not be rotated", { error }),
    );
  });
}
