import { z } from "zod";

const headerName = z.string().regex(/^[a-z0-9-]+$/, "a header's name in lower case");

export const mutualTlsSchema = z
  .strictObject({
    certificateHeader: headerName.default("x-ssl-client-cert"),
    verifiedHeader: headerName
      .default("x-ssl-client-verify")
      .describe("SUCCESS when the proxy found the certificate issued by an authority that it trusts."),
  })
  .optional()
  .describe(
    "Client certificates, as headers of a proxy among trustedProxies; see docs/mutual-tls/nginx.conf. Unset: off.",
  );
