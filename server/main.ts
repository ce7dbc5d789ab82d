import type { Server } from "node:http";
import { fileURLToPath } from "node:url";
import { loadSettings } from "#server/config/load-settings.ts";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createFrontDoor } from "#server/front-door/front-door.ts";
import { listen } from "#server/front-door/listen.ts";
import { type PageServer, startPageServer } from "#server/front-door/pages/page-server.ts";
import { bffRoom, portalRooms } from "#server/front-door/portal-rooms.ts";
import { closeServer } from "#server/front-door/shutdown.ts";
import { createLogger, type Logger } from "#server/http/log/logger.ts";
import { createAnswerAddresses } from "./authorization-server/answer-addresses.ts";
import { serveCommands } from "./command-socket/serve-commands.ts";
import { type Composition, compose } from "./compose.ts";
import { publishPortal } from "./portal.ts";
import { rotateOnSignal } from "./rotate-on-signal.ts";
import { surviveLostOutput } from "./survive-lost-output.ts";
import { warnOfUnknownVariables } from "./warn-of-unknown-variables.ts";
import { sayMistake, sayReady } from "./welcome.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const development = process.env["NODE_ENV"] === "development";

/** What was started, in order; stopped in reverse. */
const running: (() => Promise<void>)[] = [];
let stopping: Promise<void> | undefined;
const rotation = rotateOnSignal();

async function main(): Promise<void> {
  surviveLostOutput();
  const settings = await loadSettings(process.env, root);
  const log = createLogger(settings.logLevel);
  warnOfUnknownVariables(process.env, log);
  const composition = await compose(settings, log);
  running.push(composition.close);
  publishPortal(composition.portal);
  if (settings.database.kind === "embedded") running.push(await openCommandSocket(settings, composition, log));
  rotation.attach(composition.authorizationServer.signingKeys, log);
  const { frontchannel } = composition.authorizationServer;
  const pages = await startPageServer({
    port: settings.port,
    directory: root,
    development,
    framesOf: async (target) => (await frontchannel.view(target))?.frames.map(({ src }) => src) ?? [],
  });
  running.push(pages.close);
  let ready = false;
  const health = async () => (ready ? composition.health() : { ready, away: [] });
  const servers = await open(settings, { ...composition, health }, pages, log);
  if (settings.demo) await startDemo(settings, log);
  ready = true;
  // Not before: the demo's providers have just begun to listen. Nothing waits for it.
  void composition.lookAtProviders();
  composition.endWhatIsRefused();
  sayReady(
    settings,
    composition.catalog.providers.list(),
    composition.databaseDescription,
    addressOf(servers, settings.host),
  );
}

/** For commands: while this process runs, only it has the embedded database. */
async function openCommandSocket(
  { dataDirectory }: Settings,
  { portal, catalog }: Composition,
  log: Logger,
): Promise<() => Promise<void>> {
  // Windows has no sockets with a mode; the commands say that the database is in use.
  if (process.platform === "win32") return async () => {};
  try {
    return await serveCommands({ admin: portal.admin, refresh: catalog.refresh, dataDirectory, log });
  } catch (error) {
    log.warn("commands can't reach this portal: their socket could not be opened", { error });
    return async () => {};
  }
}

async function open(
  settings: Settings,
  composition: Composition,
  pages: PageServer,
  log: Logger,
): Promise<readonly Server[]> {
  const server = createFrontDoor({
    settings,
    catalog: composition.catalog,
    log,
    development,
    rateLimiter: composition.rateLimiter,
    onRefused: composition.onRefused,
    hot: bffRoom(composition.bff),
    roomOf: portalRooms({ ...composition, pages: pages.handle }),
    answerAddress: createAnswerAddresses(composition.authorizationServer),
    upgrade: (request, socket, head) =>
      request.url?.startsWith("/bff/")
        ? composition.bff.handleUpgrade(request, socket, head)
        : pages.upgrade(request, socket, head),
  });
  const servers = await listen(server, settings.host, settings.port);
  running.push(async () => {
    const beforeCut = composition.bff.breakOffCalls;
    const closed = Promise.all(servers.map((one) => closeServer(one, { beforeCut })));
    composition.bff.endWebSockets();
    composition.adminApi.close();
    await closed;
  });
  return servers;
}

/** The port from the socket itself: PORT=0 takes any that is free. */
function addressOf([server]: readonly Server[], host: string): string {
  const address = server?.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return `${host.includes(":") ? `[${host}]` : host}:${port ?? address}`;
}

async function startDemo(settings: Pick<Settings, "demo" | "publicUrl">, log: Logger): Promise<void> {
  const { demo } = settings;
  if (!demo) return;
  const { startDemo: start } = await import("#demo/start-demo.ts");
  const world = await start({
    host: "localhost",
    portalUrl: settings.publicUrl,
    ...demo,
    log: (line) => log.debug(line),
  }).catch((cause: unknown) => {
    // A taken port: the demo's message names it and what to do.
    throw new AppError("invalid_settings", { detail: cause instanceof Error ? cause.message : String(cause), cause });
  });
  running.push(() => world.close());
}

function stop(exitCode: number): Promise<void> {
  stopping ??= (async () => {
    for (const close of running.reverse()) await close().catch((error: unknown) => console.error(error));
    process.exit(exitCode);
  })();
  return stopping;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(0));
// scripts/start.mjs ended without a signal that reached this process.
process.on("disconnect", () => void stop(0));
process.channel?.unref();

main().catch(async (error: unknown) => {
  if (error instanceof AppError) sayMistake(error);
  else console.error(error);
  await stop(1);
});
