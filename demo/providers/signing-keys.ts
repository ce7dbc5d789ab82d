import { exportJWK, exportSPKI, type GenerateKeyPairResult, generateKeyPair, type JWK } from "jose";

interface SigningKey {
  kid: string;
  pair: Promise<GenerateKeyPairResult>;
}

/** RS256 keys of one provider, made when first needed. The newest signs, all are published. */
export class SigningKeys {
  readonly #name: string;
  #keys: SigningKey[] = [];

  constructor(name: string) {
    this.#name = name;
  }

  async current(): Promise<{ kid: string; privateKey: CryptoKey }> {
    const key = this.#keys[0] ?? this.rotate();
    return { kid: key.kid, privateKey: (await key.pair).privateKey };
  }

  rotate(): SigningKey {
    const kid = `${this.#name}-demo-${Date.now().toString(36)}-${this.#keys.length}`;
    const key = { kid, pair: newPair() };
    this.#keys = [key, ...this.#keys];
    return key;
  }

  async jwks(): Promise<{ keys: JWK[] }> {
    await this.current();
    const keys = await Promise.all(
      this.#keys.map(async ({ kid, pair }) => ({
        ...(await exportJWK((await pair).publicKey)),
        kid,
        alg: "RS256",
        use: "sig",
      })),
    );
    return { keys };
  }

  /** The public key's PEM text, which the HS256 confusion attack uses as its secret (RFC 8725 §2.1). */
  async publicPem(): Promise<string> {
    await this.current();
    const [key] = this.#keys;
    if (!key) throw new Error("there is a key after current()");
    return exportSPKI((await key.pair).publicKey);
  }
}

export function newPair(): Promise<GenerateKeyPairResult> {
  return generateKeyPair("RS256", { modulusLength: 2048, extractable: true });
}
