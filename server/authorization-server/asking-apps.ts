import type Provider from "oidc-provider";
import type { ClientCatalog } from "./client-catalog.ts";
import type { ConsentService } from "./consent-service.ts";

type AskingApps = Pick<ConsentService, "clientNameFor" | "answerAddressFor">;

/** The consent page, with or without the language that the app asked for. */
const consentPath = /^\/consent\/([\w-]{20,})(?:\?|$)/;

/** The app behind a path that belongs to an authorization request under way. */
export function createAskingApps(
  provider: Pick<Provider, "Interaction">,
  clients: Pick<ClientCatalog, "load">,
): AskingApps {
  async function paramsOf(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const uid = consentPath.exec(path)?.[1];
    return uid ? (await provider.Interaction.find(uid))?.params : undefined;
  }
  return {
    async clientNameFor(path) {
      const params = await paramsOf(path);
      return params && (await clients.load(String(params["client_id"])))?.name;
    },
    async answerAddressFor(path) {
      // Checked against the app's registration before there was an interaction.
      const address = (await paramsOf(path))?.["redirect_uri"];
      return typeof address === "string" ? address : undefined;
    },
  };
}
