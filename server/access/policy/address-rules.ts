/**
 * Text in lower case, ASCII letters alone: by Unicode's folding other letters become these, such as the Kelvin sign a "k".
 */
export function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether an address is one of a list, without regard to case. */
export function isListedAddress(address: string, listed: readonly string[]): boolean {
  return listed.some((one) => folded(one) === folded(address));
}

/** Whether an address is in one of the domains: "example.com" is that domain alone, ".example.com" and "*.example.com" any below it. */
export function isInDomains(address: string, domains: readonly string[]): boolean {
  const domain = folded(address.slice(address.lastIndexOf("@") + 1));
  return domains.some((allowed) => isInDomain(domain, folded(allowed)));
}

function isInDomain(domain: string, allowed: string): boolean {
  const below = allowed.startsWith("*.") ? allowed.slice(1) : allowed;
  return below.startsWith(".") ? domain.endsWith(below) && domain.length > below.length : domain === below;
}
