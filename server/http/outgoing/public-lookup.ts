import { type LookupAddress, lookup } from "node:dns";
import { Resolver } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./address-policy.ts";

/** Names as this computer knows them. Each holds one of Node's few threads until it is answered, also when its caller gave up. */
export const lookupBySystem = publicOnly((hostname, options, found) => {
  lookup(hostname, { ...options, all: true }, found);
});

/**
 * Names that strangers chose, by questions to the DNS servers alone: no thread waits with them, so no other look-up
 * stands behind a server that says nothing.
 */
export function createStrangersLookup(servers?: readonly string[], timeoutMs = 1000): LookupFunction {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  if (servers) resolver.setServers(servers);
  return publicOnly((hostname, _options, found) => {
    const questions = [resolver.resolve4(hostname), resolver.resolve6(hostname)];
    void Promise.allSettled(questions).then(([four, six]) => {
      const addresses = [four, six].flatMap((answer) => (answer?.status === "fulfilled" ? answer.value : []));
      if (addresses.length > 0) return found(null, addresses.map(withFamily));
      found(four?.status === "rejected" ? (four.reason as Error) : null, []);
    });
  });
}

export function forbidden(host: string): Error {
  const message = `${host} is a private address; set allowPrivateNetwork if this server is inside your own network`;
  return Object.assign(new Error(message), { code: "ERR_PRIVATE_ADDRESS" });
}

type AllAddresses = (
  hostname: string,
  options: Parameters<LookupFunction>[1],
  found: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** One forbidden address among others is enough to refuse the name. */
function publicOnly(resolveAll: AllAddresses): LookupFunction {
  return (hostname, options, callback) => {
    resolveAll(hostname, options, (error, addresses) => {
      if (error) return callback(error, []);
      if (addresses.some(({ address }) => !isPublicAddress(address))) return callback(forbidden(hostname), []);
      const [first] = addresses;
      if (options.all || !first) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

function withFamily(address: string): LookupAddress {
  return { address, family: isIP(address) };
}
