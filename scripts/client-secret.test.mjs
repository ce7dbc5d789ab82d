import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { clientSchema } from "../server/config/clients/client-schema.ts";

it("prints a new secret each time, with the hash that the settings take", () => {
  const print = () => spawnSync(process.execPath, ["scripts/portico.mjs", "client-secret"], { encoding: "utf8" });
  const outputs = [print(), print()].map(({ status, stdout }) => {
    expect(status).toBe(0);
    const [secret = "", hash = ""] = stdout
      .trim()
      .split("\n")
      .map((line) => line.split("  ").at(-1));
    expect(hash).toBe(`sha256:${createHash("sha256").update(secret).digest("base64url")}`);
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(clientSchema.safeParse({ clientId: "app", name: "App", clientSecretHash: [hash, hash] }).success).toBe(true);
    return secret;
  });
  expect(outputs[0]).not.toBe(outputs[1]);
});
