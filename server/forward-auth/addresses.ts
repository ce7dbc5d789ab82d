import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";

export type ForwardAddresses = ReturnType<typeof createForwardAddresses>;

/**
 * The addresses by which forward auth sends a browser from host to host with where it was going: in the query, or, when that is
 * too long, kept on the server under the id in `kept`.
 *
 * Errors: rate_limited when too much is kept already; return_path_expired for an id that is unknown or too old.
 */
export function createForwardAddresses(kept: Pick<KeptReturnPaths, "isLong" | "keep" | "find">) {
  async function carried(name: "rd" | "to", target: string): Promise<URLSearchParams> {
    return new URLSearchParams(kept.isLong(target) ? { kept: await kept.keep(target) } : { [name]: target });
  }

  const startPath = async (target: string) => `/oauth2/start?${await carried("rd", target)}`;

  return {
    startPath,

    /** For the sign-in page of the portal: a path there as it is, unless it is too long. */
    portalPath: async (target: string) => (target.startsWith("/") && !kept.isLong(target) ? target : startPath(target)),

    async handoverPath(target: string, browser: string): Promise<string> {
      const query = await carried("to", target);
      query.set("browser", browser);
      return `/oauth2/handover?${query}`;
    },

    /** Where an address that was made here leads. It may as well have been written by a stranger. */
    async read(query: URLSearchParams, name: "rd" | "to"): Promise<string | undefined> {
      const id = query.get("kept");
      return id === null ? (query.get(name) ?? undefined) : kept.find(id);
    },
  };
}
