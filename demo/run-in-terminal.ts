import { type DemoPortal, findDemoPortal } from "./demo-portal.ts";

/** Runs a demo program; what goes wrong is said in one sentence, and the exit code is 1. */
export async function runInTerminal(
  program: (portal: DemoPortal, print: (line: string) => void) => Promise<void>,
): Promise<void> {
  const portal = await findDemoPortal(process.env, process.cwd()).catch(fail);
  if (!portal) return;
  const reachable = await fetch(`${portal.portalUrl}/healthz`).then(
    (response) => response.ok,
    () => false,
  );
  if (!reachable) {
    return void fail(new Error(`Portico does not answer at ${portal.portalUrl}. Start it with: npm start`));
  }
  await program(portal, (line) => process.stdout.write(`${line}\n`)).catch(fail);
}

function fail(error: unknown): undefined {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
