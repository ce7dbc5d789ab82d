import { z } from "zod";
import { decisive } from "#server/config/setting-shapes.ts";

export const dynamicRegistrationSchema = z
  .strictObject({
    initialAccessTokens: z
      .array(
        z
          .string()
          .min(32)
          .regex(/^[A-Za-z0-9._~+/-]+=*$/, "what fits behind “Bearer”: letters, digits and ._~+/-"),
      )
      .default([])
      .describe("Apps register with one of these, e.g. made by `openssl rand -hex 32`."),
    open: z
      .boolean()
      .default(false)
      .describe(
        "Apps may register without a token too, as assistants do: public ones only, asked as not reviewed, forgotten after a week unless a person allowed them.",
      ),
  })
  .refine(
    ({ initialAccessTokens, open }) => open || initialAccessTokens.length > 0,
    "needs initialAccessTokens, or open: true",
  )
  .optional()
  .describe("Apps may register themselves (RFC 7591, 7592). Unset: off.");

export const clientDocumentsSchema = z
  .strictObject({
    allowedHosts: z
      .array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/, "a host name in lower case, with a port if it isn't 443"))
      .min(1)
      .optional()
      .meta(decisive)
      .describe("The hosts whose apps may come; unset: any public host's."),
    allowPrivateNetwork: z
      .boolean()
      .default(false)
      .describe("Fetch documents from private addresses too, for apps inside your own network."),
  })
  .optional()
  .describe(
    "Apps may use the https address of a document about themselves as client_id, without registering; see docs/authorization-server.md. Unset: off.",
  );
