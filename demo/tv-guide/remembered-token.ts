import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** A device's memory: one refresh token in a file that only its owner reads. */
export interface RememberedToken {
  read(): Promise<string | undefined>;
  write(refreshToken: string): Promise<void>;
  forget(): Promise<void>;
}

export function rememberedToken(file: string): RememberedToken {
  return {
    read: () =>
      readFile(file, "utf8").then(
        (text) => text.trim() || undefined,
        () => undefined,
      ),
    /** Written beside and renamed: a rotated token that got half written would be lost. */
    async write(refreshToken) {
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      await writeFile(`${file}.new`, refreshToken, { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    forget: () => rm(file, { force: true }),
  };
}
