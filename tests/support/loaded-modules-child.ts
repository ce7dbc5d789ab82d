import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";

// Preloaded by `--import`: writes the address of each module that the process loads as a line of the file LOADED_MODULES.

const list = process.env["LOADED_MODULES"];
if (!list) throw new Error("LOADED_MODULES names no file");
registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(list, `${url}\n`);
    return nextLoad(url, context);
  },
});
