import { createServer, type Server } from "node:http";
import { AppError } from "#server/errors/app-error.ts";
import { isWebSocketUpgrade } from "#server/front-door/admission/is-web-socket-upgrade.ts";

/**
 * Listens, or says in one sentence why not; resolves with every server that is open.
 *
 * "localhost" means both loopback addresses where the machine has both: browsers try ::1 first, and another program there
 * must not answer in our name.
 *
 * Errors: AppError invalid_settings naming the setting when the port is taken or the address isn't ours.
 */
export async function listen(server: Server, host: string, port: number): Promise<readonly Server[]> {
  if (host !== "localhost") {
    await open(server, host, port);
    return [server];
  }
  await open(server, "127.0.0.1", port);
  const twin = twinOf(server);
  try {
    await open(twin, "::1", port);
  } catch (error) {
    if (isWithoutIpv6(error)) return [server];
    server.close();
    throw error;
  }
  return [server, twin];
}

/** A second socket in front of the same handlers, with the same limits. */
function twinOf(server: Server): Server {
  const twin = createServer({
    headersTimeout: server.headersTimeout,
    requestTimeout: server.requestTimeout,
    keepAliveTimeout: server.keepAliveTimeout,
    // How often the limits are looked at; Node keeps it, its types don't say so.
    ...("connectionsCheckingInterval" in server
      ? { connectionsCheckingInterval: Number(server.connectionsCheckingInterval) }
      : {}),
    shouldUpgradeCallback: isWebSocketUpgrade,
  });
  twin.on("request", (request, response) => server.emit("request", request, response));
  // Only when the server has a listener, because a listener has to answer "100 Continue" itself.
  if (server.listenerCount("checkContinue") > 0) {
    twin.on("checkContinue", (request, response) => server.emit("checkContinue", request, response));
  }
  twin.on("upgrade", (request, socket, head) => server.emit("upgrade", request, socket, head));
  return twin;
}

function isWithoutIpv6(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT";
}

function open(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen(port, host, resolve);
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): AppError {
  const detail =
    cause.code === "EADDRINUSE"
      ? `PORT: ${port} is taken by another program. Fix: stop it, or choose another, e.g. PORT=${port + 1000} npm start.`
      : `HOST: can't listen on ${host}:${port} (${cause.code ?? cause.message}).`;
  return new AppError("invalid_settings", { detail, cause });
}
