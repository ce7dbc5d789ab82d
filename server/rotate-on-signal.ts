import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { Logger } from "#server/http/log/logger.ts";

type Keys = Pick<SigningKeys, "rotate" | "algorithms">;

/**
 * SIGUSR2 makes a successor of every signing key: the operator's command when one may have leaked. A signal, because the
 * embedded database belongs to this process. Others on the same database follow by themselves.
 *
 * Called before anything else starts, because an unhandled SIGUSR2 ends the process; one that comes before the keys are loaded
 * is done when they are. Windows has no such signal.
 */
export function rotateOnSignal(): { attach(keys: Keys, log: Logger): void } {
  let asked = false;
  let rotate = () => {
    asked = true;
  };
  if (process.platform !== "win32") process.on("SIGUSR2", () => rotate());
  return {
    attach(keys, log) {
      rotate = () => {
        Promise.all(keys.algorithms.map((algorithm) => keys.rotate(algorithm))).then(
          (kids) => log.info("signing keys rotated", { kids }),
          (error: unknown) => log.error("signing keys could not be rotated", { error }),
        );
      };
      if (asked) rotate();
    },
  };
}
