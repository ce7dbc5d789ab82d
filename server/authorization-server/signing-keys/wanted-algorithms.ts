import type { CatalogOf } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import { offeredAlgorithms, type SigningAlgorithm } from "./signing-key-policy.ts";

type Wish = Pick<ClientSettings, "idTokenAlgorithm">;

/** The algorithms that clients want their tokens signed with. They change while the portal runs. */
export interface WantedAlgorithms {
  /** Those of the catalog's clients, from memory: as new as the catalog. */
  ofCatalog(): readonly SigningAlgorithm[];
  /** Those of all clients. Errors: AppError database_unavailable. */
  ofAll(): Promise<readonly SigningAlgorithm[]>;
}

/** @param selfDescribed reads the clients outside the catalog that use EdDSA. */
export function createWantedAlgorithms(
  clients: Pick<CatalogOf<ClientSettings>, "list">,
  selfDescribed: () => Promise<readonly Wish[]>,
): WantedAlgorithms {
  return {
    ofCatalog: derivedFrom(clients, offeredAlgorithms),
    ofAll: async () => {
      const others = await selfDescribed();
      return offeredAlgorithms([...clients.list(), ...others]);
    },
  };
}
