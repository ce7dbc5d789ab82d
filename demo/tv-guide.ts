import { join } from "node:path";
import { runInTerminal } from "./run-in-terminal.ts";
import { rememberedToken } from "./tv-guide/remembered-token.ts";
import { showEvening } from "./tv-guide/tv-guide.ts";

// npm run demo:tv
await runInTerminal(async ({ portalUrl, apiUrl, dataDirectory, demo }, print) => {
  const outcome = await showEvening({
    portalUrl,
    calendarAudience: `${apiUrl}/calendar`,
    clientId: demo.tvGuide.clientId,
    remembered: rememberedToken(join(dataDirectory, "demo-tv-guide")),
    print,
  });
  if (outcome !== "shown") process.exitCode = 1;
});
