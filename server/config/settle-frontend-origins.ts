import type { ResolvedConfig } from "./config-schema.ts";
import { originProblem } from "./origin-problem.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

/** Writes them as browsers do in `Origin`. What names a page or a pattern would let in more than it says, or nobody. */
export function settleFrontendOrigins(
  { frontendOrigins }: Pick<ResolvedConfig, "frontendOrigins">,
  mistakes: SettingsMistake[],
): string[] {
  for (const [index, address] of frontendOrigins.entries()) {
    const problem = originProblem(address);
    if (problem) mistakes.push({ setting: `frontendOrigins[${index}]`, ...problem });
  }
  return frontendOrigins.map((address) => new URL(address).origin);
}
