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
  // No page uses Next's image service, which would ask this portal for any path that a stranger names.
  images: { unoptimized: true },
};

export default config;
