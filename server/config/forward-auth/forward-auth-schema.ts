import { z } from "zod";
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
  })
  .prefault({})
  .describe("For nginx auth_request, Caddy forward_auth and Traefik ForwardAuth; see docs/forward-auth.md.");
