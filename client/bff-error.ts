/**
 * What stands between a page and the portal.
 *
 * - `unreachable`: no answer that a script may read. The portal is away, or this page's origin is not in its `frontendOrigins`:
 *   browsers don't tell scripts which.
 * - `not_portico`: something else answers at `/bff` here.
 * - `refused`: the portal refuses the page; `code` and `message` say why.
 * - `failed`: the portal, or a proxy before it, is in trouble (`status`).
 */
export type BffErrorKind = "unreachable" | "not_portico" | "refused" | "failed";

interface Facts {
  status?: number | undefined;
  /** Of the problem that the portal answered, see docs/bff.md. */
  code?: string | undefined;
  retryAfterSeconds?: number | undefined;
}

export class BffError extends Error {
  readonly kind: BffErrorKind;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(kind: BffErrorKind, message: string, facts: Facts = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = "BffError";
    this.kind = kind;
    this.status = facts.status;
    this.code = facts.code;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/** The JSON of an answer. Errors: BffError for anything that isn't the portal's good answer. */
export async function readAnswer<T>(asked: () => Promise<Response>, path: string): Promise<T> {
  let answer: Response;
  try {
    answer = await asked();
  } catch (cause) {
    if (cause instanceof BffError) throw cause;
    throw new BffError("unreachable", `${path} gave no answer that this page may read`, {}, { cause });
  }
  const { status } = answer;
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok && body !== undefined) return body as T;
  const problem = (body ?? {}) as { code?: string; detail?: string; next_step?: string };
  const ours = problem.code !== undefined;
  const kind = status >= 500 ? "failed" : ours ? "refused" : "not_portico";
  const why = [problem.detail, problem.next_step].filter(Boolean).join(" ");
  const retryAfterSeconds = Number(answer.headers.get("retry-after")) || undefined;
  throw new BffError(kind, why || `${path} answered ${status}`, { status, code: problem.code, retryAfterSeconds });
}

const told = new Set<string>();

/** Says on this computer, where frontends are developed, what is to be set. Once for each cause. */
export function explain({ kind, message }: BffError, baseUrl: string): void {
  const { origin, hostname } = location;
  if (!/^(.+\.)?localhost$|^127\.|^\[::1\]$/.test(hostname)) return;
  const hint = {
    unreachable: `${baseUrl || origin} gives no answer. If it runs, name this page's origin in portico.config.ts: frontendOrigins: ["${origin}"]`,
    not_portico: `${baseUrl || origin}/bff is not Portico's. Give createBff() the portal's baseUrl, or let this server pass /bff on to it`,
    refused: message,
    failed: "",
  }[kind];
  if (!hint || told.has(hint)) return;
  told.add(hint);
  console.warn(`Portico: ${hint} (docs/bff.md)`);
}
