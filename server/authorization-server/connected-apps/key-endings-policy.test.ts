import { expect, it } from "vitest";
import type { ClientSettings, ResourceSettings } from "#server/config/settings.ts";
import { longestAcceptedSeconds } from "./key-endings-policy.ts";

const exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
const client = (clientId: string, resources: string[], rest: object = {}) =>
  ({ clientId, resources, introspects: [], grantTypes: ["authorization_code"], ...rest }) as unknown as ClientSettings;
const resource = (
  identifier: string,
  accessTokenFormat: string,
  accessTokenSeconds: number,
  checksStatusLists = false,
) =>
  ({ identifier, accessTokenFormat, accessTokenSeconds, checksStatusLists, openTo: [] }) as unknown as ResourceSettings;

const endings = {
  statusListStaleSeconds: 15,
  resources: [
    resource("opaque", "opaque", 600),
    resource("checked", "jwt", 300, true),
    resource("short", "jwt", 10, true),
    resource("unchecked", "jwt", 300),
    resource("far", "jwt", 900),
    { ...resource("open", "jwt", 120), openTo: ["documents"] } as ResourceSettings,
  ],
  clients: [
    client("calendar app", ["opaque"]),
    client("notes app", ["opaque", "checked", "short"]),
    client("quick app", ["short"]),
    client("old app", ["checked", "unchecked"]),
    client("exchanged app", ["exchangeable"]),
    client("first API", ["further"], { introspects: ["exchangeable"], grantTypes: [exchange] }),
    client("second API", ["far"], { introspects: ["further"], grantTypes: [exchange] }),
    client("third API", ["far"], { introspects: ["opaque"], grantTypes: ["client_credentials"] }),
  ],
};

it.each([
  ["calendar app", 0, "all its keys are opaque"],
  ["notes app", 15, "an API may keep its status list for that long"],
  ["quick app", 10, "the token expires before the list is stale"],
  ["old app", 300, "an API doesn't check status lists"],
  ["exchanged app", 900, "APIs exchange its token on and on"],
  ["https://app.example/id", 120, "an API that doesn't check status lists is open to its kind"],
  ["registered app", 0, "no API is open to its kind"],
])("some API may accept a key of the %s for %d s, because %s", (clientId, seconds) => {
  expect(longestAcceptedSeconds(clientId, endings)).toBe(seconds);
});
