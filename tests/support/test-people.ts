import { createPersonReader, type PersonReader } from "#server/accounts/person/person-reader.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { testSettings } from "./test-settings.ts";

/** Reads people as a portal with these settings does. */
export function testPeople(settings: LoadedSettings = testSettings()): PersonReader {
  return createPersonReader({ settings, catalog: createCatalog(settings) });
}
