import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { createForwardPlaces } from "./forward-places.ts";

const places = createForwardPlaces({
  origin: "https://portal.example",
  forwardAuth: { origins: ["https://wiki.example", "https://photos.example"] },
  trustedProxies: ["127.0.0.1"],
} as unknown as Parameters<typeof createForwardPlaces>[0]);

it.each(["wiki.example", "WIKI.example", "wiki.example.", "wiki.example.:443"])(
  "an app at Host %s can't be another one by X-Forwarded-Host",
  (host) => {
    const headers = { host, "x-forwarded-host": "photos.example", "x-forwarded-proto": "https" };
    const request = { headers, socket: { remoteAddress: "127.0.0.1" } } as unknown as IncomingMessage;
    expect(() => places.of(request)).toThrow(expect.objectContaining({ code: "forward_host_unknown" }));
  },
);
