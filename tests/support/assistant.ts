import { type OAuthClientProvider, UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from "@modelcontextprotocol/sdk/shared/auth.js";

/** An assistant's memory, as the SDK wants it kept; it opens no browser. */
export class AssistantMemory implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly clientMetadata: OAuthClientMetadata;
  clientMetadataUrl?: string;
  information: OAuthClientInformationMixed | undefined;
  kept: OAuthTokens | undefined;
  /** Where the person was sent last. */
  sentTo: URL | undefined;
  #verifier = "";

  constructor(redirectUrl: string, change: Partial<OAuthClientMetadata> & { clientMetadataUrl?: string } = {}) {
    const { clientMetadataUrl, ...metadata } = change;
    this.redirectUrl = redirectUrl;
    if (clientMetadataUrl) this.clientMetadataUrl = clientMetadataUrl;
    this.clientMetadata = {
      client_name: "Assistant",
      redirect_uris: [redirectUrl],
      grant_types: ["authorization_code", "refresh_token"],
      response_types: ["code"],
      token_endpoint_auth_method: "none",
      ...metadata,
    };
  }
  clientInformation() {
    return this.information;
  }
  saveClientInformation(information: OAuthClientInformationMixed) {
    this.information = information;
  }
  tokens() {
    return this.kept;
  }
  saveTokens(tokens: OAuthTokens) {
    this.kept = tokens;
  }
  redirectToAuthorization(url: URL) {
    this.sentTo = url;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  codeVerifier() {
    return this.#verifier;
  }
  invalidateCredentials(scope: "all" | "client" | "tokens" | "verifier" | "discovery") {
    if (scope === "all" || scope === "client") this.information = undefined;
    if (scope === "all" || scope === "tokens") this.kept = undefined;
  }
}

/**
 * Connects as the SDK does; the person's part is `allow`, which answers where the authorization request came back to.
 *
 * Errors: whatever the SDK throws besides asking for the person.
 */
export async function connectAssistant(
  server: string,
  memory: AssistantMemory,
  allow: (authorizationUrl: URL) => Promise<URL>,
): Promise<Client> {
  const attempt = async () => {
    const transport = new StreamableHTTPClientTransport(new URL(server), { authProvider: memory });
    const client = new Client({ name: "assistant", version: "1.0.0" });
    try {
      // The transport's optional fields are typed without undefined, the interface's with it.
      await client.connect(transport as Parameters<Client["connect"]>[0]);
      return client;
    } catch (error) {
      if (!(error instanceof UnauthorizedError) || !memory.sentTo) throw error;
      const code = (await allow(memory.sentTo)).searchParams.get("code");
      if (!code) throw error;
      await transport.finishAuth(code);
      return undefined;
    }
  };
  const client = (await attempt()) ?? (await attempt());
  if (!client) throw new Error("asked the person twice");
  return client;
}

/** What a tool answers, as text. */
export async function callTool(client: Client, name: string, given: Record<string, unknown> = {}): Promise<string> {
  const { content } = (await client.callTool({ name, arguments: given })) as { content: { text?: string }[] };
  return content.map(({ text }) => text ?? "").join("\n");
}
