import type { AppType } from "./app-type.ts";
import type { ConnectFacts, ConnectSnippet } from "./connect-facts.ts";
import {
  authlibService,
  curlDevice,
  curlIntrospect,
  curlService,
  goService,
  springResourceServer,
} from "./program-snippets.ts";
import { authJs, authlib, goOidc, oidcClientTs, openidClient, springSecurity } from "./sign-in-snippets.ts";

/** Settings for the libraries that apps of a type use, ready to paste. */
export function connectSnippets(type: AppType, facts: ConnectFacts): ConnectSnippet[] {
  switch (type) {
    case "web":
      return [openidClient(facts), authJs(facts), springSecurity(facts), goOidc(facts), authlib(facts)];
    case "spa":
      return [oidcClientTs(facts), openidClient(facts)];
    case "native":
      return [openidClient(facts), goOidc(facts), authlib(facts)];
    case "device":
      return [curlDevice(facts)];
    case "service":
      return [curlService(facts), goService(facts), authlibService(facts)];
    case "api":
      return [curlIntrospect(facts), springResourceServer(facts)];
  }
}
