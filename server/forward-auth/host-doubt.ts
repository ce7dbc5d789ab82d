/** Why a host isn't one where forward auth answers. */
export interface HostDoubt {
  /** It is a configured app's; what is doubted is who says so. */
  listed: boolean;
  trusted: boolean;
  /** Host says another one. */
  contradicted?: boolean;
}

/** A host that isn't known, and what to set so that it is. For the log alone. */
export interface UnknownHost {
  /** As it was asked for: scheme and host. */
  host: string;
  /** Whose word it is. */
  proxy: string;
  reason: string;
  missing: string;
}

export interface DoubtedHost extends HostDoubt {
  scheme: string;
  host: string;
  proxy: string;
  /** By X-Forwarded-Host. */
  named: boolean;
  /** The origin of a configured app with this host and another scheme. */
  meant: string | undefined;
}

/** Tells the operator what is wrong and which setting, or which line of the proxy, would mend it. */
export function describeUnknownHost(doubted: DoubtedHost): UnknownHost {
  const { scheme, host, proxy, named } = doubted;
  return {
    host: `${scheme}://${host}`.slice(0, 200),
    proxy,
    reason: reasonOf(doubted),
    missing: missingOf(doubted) + (named ? "" : "; or X-Forwarded-Host, if people are at another host"),
  };
}

function reasonOf({ listed, trusted, contradicted, meant }: DoubtedHost): string {
  if (contradicted) return "was named for another Host";
  const stranger = "named by an address that is not in trustedProxies";
  if (listed) return `was ${stranger}`;
  const but = meant ? `, but ${meant} is` : "";
  return `is not in forwardAuth.origins${but}${trusted ? "" : `, and was ${stranger}`}`;
}

function missingOf({ listed, trusted, contradicted, host, meant }: DoubtedHost): string {
  if (contradicted) return "a line of the proxy that overwrites X-Forwarded-Host, or that sends the same as Host";
  const origin = meant ? rightHeaders(meant, host) : "forwardAuth.origins";
  return [...(listed ? [] : [origin]), ...(trusted ? [] : ["trustedProxies"])].join(", ");
}

/** If the wrong origin is listed as well, sign-ins lead in circles, because what the proxy says is wrong. */
function rightHeaders(meant: string, host: string): string {
  const { protocol, host: name } = new URL(meant);
  return `X-Forwarded-Proto: ${protocol.slice(0, -1)}${host === name ? "" : ` and X-Forwarded-Host: ${name}`}, from the proxy`;
}
