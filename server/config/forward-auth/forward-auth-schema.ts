import { z } from "zod";
import { targetAllowSchema } from "#server/config/access/allow-schema.ts";
import { absoluteUrl } from "#server/config/setting-shapes.ts";

export const forwardAuthSchema = z
  .strictObject({
    domains: z
      .array(z.string().min(1))
      .default([])
      .describe(
        "Hosts that forward auth may send people back to: exact, with port, or .example.com with its subdomains.",
      ),
    origins: z
      .array(absoluteUrl)
      .default([])
      .describe(
        "Apps on other hosts that forward auth protects, e.g. https://grafana.example.org: their /oauth2/ comes to Portico. Needs trustedProxies.",
      ),
    allow: z
      .record(z.string().min(1), targetAllowSchema.unwrap())
      .default({})
      .describe(
        "Who may use the apps behind it, by host: grafana.example.com, or .example.com for the hosts below it; the most exact entry counts. Each entry has roles, groups, emails, emailDomains; any of them lets in. Hosts without an entry are open to everyone who may sign in.",
      ),
  })
  .prefault({})
  .describe("For nginx auth_request, Caddy forward_auth and Traefik ForwardAuth; see docs/forward-auth.md.");
