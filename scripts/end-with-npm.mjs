import { execFileSync } from "node:child_process";

const intervalMilliseconds = 250;

/**
 * Ends the portal when npm, or the shell that npm started us in, is gone: a signal to one of them doesn't reach the others, and
 * the portal would keep its port and data directory.
 */
export function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event || process.platform === "win32") return;
  const parent = process.ppid;
  const npm = npmAbove(parent);
  const watch = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isRunning(npm))) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, intervalMilliseconds);
  watch.unref();
}

/** The parent of the shell, if it is npm: without a shell in between, npm is our own parent, and its parent is the user's. */
function npmAbove(shell) {
  const parent = Number(ask(shell, "ppid="));
  return parent > 1 && /\bnpm\b/.test(ask(parent, "args=")) ? parent : undefined;
}

function ask(pid, column) {
  try {
    return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim();
  } catch {
    // Small images have no ps. The shell is still watched.
    return "";
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs as another user.
    return error.code === "EPERM";
  }
}
