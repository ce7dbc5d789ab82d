import pg from "pg";

export interface ListeningConnectionDeps {
  config: pg.ClientConfig;
  channel: string;
  /** The connection's name once it is proved: by it other processes count the listeners. */
  name: string;
  deliver(message: string): void;
  /** Whether what is published now arrives, on this connection. */
  arrives(): Promise<boolean>;
  /** Whether the pool's role sees a connection of this name. */
  isConnected(name: string): Promise<boolean>;
  onLost(client: pg.Client): void;
}

/** Why a connection that answers is not believed; `advice` is for the operator. */
export class EventsDontArrive extends Error {
  readonly advice: string;

  constructor(reason: string, advice: string) {
    super(reason);
    this.advice = advice;
  }
}

/**
 * Opens a connection that LISTENs, and proves by a round trip that events arrive on it. Until then it carries no name by which
 * another process would wait for its answers.
 *
 * Errors: those of the driver; EventsDontArrive. The connection is closed after either.
 */
export async function openListeningConnection(deps: ListeningConnectionDeps): Promise<pg.Client> {
  const client = new pg.Client({ ...deps.config, keepAlive: true, application_name: "portico-listening" });
  let lost = false;
  const onLost = () => {
    if (lost) return;
    lost = true;
    void client.end().catch(() => undefined);
    deps.onLost(client);
  };
  client.on("error", onLost);
  client.on("end", onLost);
  client.on("notification", ({ payload }) => deps.deliver(payload ?? ""));
  try {
    await client.connect();
    await client.query(`LISTEN ${client.escapeIdentifier(deps.channel)}`);
    await prove(client, deps);
    if (lost) throw new Error("The listening connection ended while it was being opened.");
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function prove(client: pg.Client, { name, arrives, isConnected }: ListeningConnectionDeps): Promise<void> {
  // Nothing is asked on the connection meanwhile: a pooler passes on what comes while it has lent out a server connection.
  if (!(await arrives())) {
    throw new EventsDontArrive(
      "LISTEN was answered, and a NOTIFY of our own did not arrive",
      "set DATABASE_LISTEN_URL to PostgreSQL itself, not to a pooler in transaction mode, or set REDIS_URL",
    );
  }
  await client.query(`SET application_name = ${client.escapeLiteral(name)}`);
  if (!(await isConnected(name))) {
    throw new EventsDontArrive(
      "the role of DATABASE_URL does not see the listening connection in pg_stat_activity",
      "use the role of DATABASE_URL in DATABASE_LISTEN_URL too",
    );
  }
}

/** Whether the connection answers within the time. */
export async function answersWithin(client: pg.Client, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => setImmediate(resolve, false), milliseconds);
  });
  const answer = client.query("SELECT 1").then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** Ends a connection that no longer answers, without waiting for an answer to the end message. */
export function abandon(client: pg.Client): void {
  const stream = (client as unknown as { connection?: { stream?: { destroy(error?: Error): void } } }).connection
    ?.stream;
  stream?.destroy(new Error("The listening connection stopped answering."));
}
