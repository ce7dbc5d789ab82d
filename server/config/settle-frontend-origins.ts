import type { ResolvedConfig } from "./config-schema.ts";
import { originProblem } from "./origin-problem.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

/** Writes origins as browsers do in `Origin`. An address of a page or a pattern is a mistake, because it would match too much or nothing. */
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
