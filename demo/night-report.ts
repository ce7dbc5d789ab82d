import { printNightReport } from "./night-report/night-report.ts";
import { runInTerminal } from "./run-in-terminal.ts";

// npm run demo:night-report
await runInTerminal(({ portalUrl, apiUrl, demo }, print) =>
  printNightReport({ portalUrl, reportAudience: `${apiUrl}/demo`, client: demo.nightReport, print }),
);
