import type { NextConfig } from "next";

const config: NextConfig = {
  // The front door sets every header itself and terminates compression decisions in one place.
  poweredByHeader: false,
  compress: true,
  reactStrictMode: true,
  // Types are checked once, by `npm run validate`; the build stays fast on two cores.
  typescript: { ignoreBuildErrors: true },
  // Next's own request log prints whole URLs, and a callback's URL holds a code.
  logging: { incomingRequests: false },
};

export default config;
