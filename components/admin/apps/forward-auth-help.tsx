import type { Translator } from "../../messages/create-translator.ts";
import { Card, Section } from "../../parts/card.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { CopyBlock } from "../entries/copy-block.tsx";

/** An app behind a reverse proxy is no client: what to write into the configuration file, and into the proxy. */
export function ForwardAuthHelp({ t }: { t: Translator }) {
  return (
    <Card className="max-w-3xl">
      <Section
        id="settings"
        title={t.text("admin.apps.forward_settings")}
        text={t.text("admin.apps.forward_settings_text")}
      >
        <CopyBlock label="portico.config.ts">{`forwardAuth: {
  origins: ["https://wiki.example.com"],
},
// The proxy's address, as this portal sees it.
trustedProxies: ["127.0.0.1"],`}</CopyBlock>
      </Section>
      <Section
        id="proxy"
        title={t.text("admin.apps.forward_proxy")}
        text={t.rich("admin.apps.forward_proxy_text", {
          docs: <code key="docs">docs/forward-auth.md</code>,
        })}
        className="mt-8"
      >
        <CopyBlock label="Caddyfile">{caddyfile}</CopyBlock>
      </Section>
      <p className="mt-6">
        <TextLink href="/admin/apps">{t.text("admin.apps")}</TextLink>
      </p>
    </Card>
  );
}

const caddyfile = `wiki.example.com {
  handle /oauth2/* {
    reverse_proxy 127.0.0.1:3000
  }
  handle {
    forward_auth 127.0.0.1:3000 {
      uri /oauth2/auth?redirect=1
      copy_headers X-Auth-Request-User X-Auth-Request-Email X-Auth-Request-Preferred-Username X-Auth-Request-Groups
    }
    reverse_proxy 127.0.0.1:8080 {
      header_up Cookie "(?:__Host-)?portico-app(?:-[0-9]+)?=[^;]*(?:; )?()" "$1"
    }
  }
}`;
