import type { PublicSettings } from "#server/portal.ts";
import type { Translator } from "../messages/create-translator.ts";

/** A request to try. */
export interface Sample {
  id: string;
  title: string;
  method: string;
  /** From the site's root: `/bff/api/demo/me`. */
  path: string;
  body: string;
}

/** What the page says about one API of the settings. */
export interface PlaygroundApi {
  name: string;
  methods: readonly string[];
  /** Which token the portal attaches, in words. */
  attached: string;
  /** For provider tokens: what the button says that gives the missing access. */
  connectLabel: string | undefined;
}

type Settings = Pick<PublicSettings, "apis" | "providers" | "demo">;
type Api = Settings["apis"][number];

const profilePaths = { google: "/userinfo", microsoft: "/me", github: "/user", generic: "/" } as const;

export function playgroundApis(settings: Settings, t: Translator): PlaygroundApi[] {
  return settings.apis.map((api) => {
    const provider = providerOf(api, settings);
    return {
      name: api.name,
      methods: api.methods,
      attached: attachedWords(api, provider?.name, t),
      connectLabel: provider && t.text("playground.connect", { provider: provider.name }),
    };
  });
}

/** Requests worth trying: the demo API's showpieces, each provider's profile, and at least one for everything else. */
export function playgroundSamples(settings: Settings, t: Translator): Sample[] {
  return settings.apis.flatMap((api) => {
    const provider = providerOf(api, settings);
    if (settings.demo && api.name === "demo") return demoSamples(t);
    const title = provider
      ? t.text("playground.sample_provider", { provider: provider.name })
      : t.text("playground.sample_any", { api: api.name });
    const path = settings.demo && provider ? profilePaths[provider.brand] : "/";
    return [{ id: api.name, title, method: api.methods[0] ?? "GET", path: `/bff/api/${api.name}${path}`, body: "" }];
  });
}

function demoSamples(t: Translator): Sample[] {
  const sample = (id: string, title: string, path: string, method = "GET", body = ""): Sample => ({
    id: `demo-${id}`,
    title,
    method,
    path: `/bff/api/demo${path}`,
    body,
  });
  const note = JSON.stringify({ text: t.text("playground.sample_note_text") });
  return [
    sample("me", t.text("playground.sample_me"), "/me"),
    sample("notes", t.text("playground.sample_notes"), "/notes"),
    sample("add-note", t.text("playground.sample_add_note"), "/notes", "POST", note),
    sample("echo", t.text("playground.sample_echo"), "/echo"),
    sample("events", t.text("playground.sample_events"), "/events?every=700&count=8"),
    sample("missing", t.text("playground.sample_missing"), "/nothing-here"),
  ];
}

function providerOf(api: Api, { providers }: Settings) {
  if (!api.token.startsWith("provider:")) return undefined;
  return providers.find(({ id }) => id === api.token.slice("provider:".length));
}

function attachedWords(api: Api, providerName: string | undefined, t: Translator): string {
  if (providerName !== undefined) return t.text("playground.attached_provider", { provider: providerName });
  switch (api.token) {
    case "user":
      return t.text("playground.attached_user", { api: api.audience });
    case "client":
    case "user_or_client":
    case "user_or_none":
      return t.text(`playground.attached_${api.token}`);
    default:
      return t.text("playground.attached_none");
  }
}
