import type { KeyRing } from "#server/crypto/key-ring.ts";

/** More than clocks of one portal differ; what is recorded on the way can't be sent again later. */
const longestMilliseconds = 5 * 60_000;

/** Messages between processes of one portal, as text for an event. */
export interface SignedMessages {
  write(channel: string, message: object): string;
  /** `undefined` for what a process of this portal did not write to this channel in the last five minutes. */
  read(channel: string, payload: string): unknown;
}

export interface SignedMessagesDeps {
  keys: Pick<KeyRing, "sign" | "verify">;
  nowMs(): number;
}

/**
 * Signs messages with a key of PORTICO_SECRETS, because database and Redis may be shared with other programs, and what is asked can
 * change something (lifting a limit).
 */
export function createSignedMessages({ keys, nowMs }: SignedMessagesDeps): SignedMessages {
  const signed = (channel: string, text: string) => `${channel}\n${text}`;

  return {
    write(channel, message) {
      const text = `${nowMs()} ${JSON.stringify(message)}`;
      return `${keys.sign("process-message", signed(channel, text))} ${text}`;
    },

    read(channel, payload) {
      const [signature = "", sentAtMs = ""] = payload.split(" ", 2);
      const text = payload.slice(signature.length + 1);
      if (!keys.verify("process-message", signed(channel, text), signature)) return undefined;
      if (!(Math.abs(nowMs() - Number(sentAtMs)) <= longestMilliseconds)) return undefined;
      return JSON.parse(text.slice(sentAtMs.length + 1));
    },
  };
}
