import type { CallOptions } from "#server/admin/admin.ts";

/** The administration, as the operator at the command line. */
export interface OperatorConnection {
  /**
   * The answer of an operation; of a stream, its items (`AsyncIterable`).
   *
   * Errors: AppError, as the administration throws it; database_unavailable when the portal ends meanwhile.
   */
  call(operationName: string, input: unknown, options?: CallOptions): Promise<unknown>;
  close(): Promise<void>;
}
