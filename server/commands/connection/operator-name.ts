import { userInfo } from "node:os";

/** The user of the operating system, for the audit log; under sudo also the one who called it. */
export function operatorName(variables: NodeJS.ProcessEnv = process.env): string {
  const name = systemUser();
  const caller = variables["SUDO_USER"];
  return caller && caller !== name ? `${name} (sudo by ${caller.slice(0, 100)})` : name;
}

function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user id may have no entry in /etc/passwd.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
