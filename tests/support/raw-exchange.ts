import { connect } from "node:net";

export interface RawAnswer {
  text: string;
  /** How the server ended the connection: in an orderly way (FIN), or by a reset. */
  end: "orderly" | "reset";
}

/** Sends a request byte for byte and reads until the server ends the connection. */
export function exchangeRaw(
  url: string,
  lines: readonly string[],
  onData?: (text: string) => void,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = "";
    connect(Number(port), hostname)
      .setEncoding("latin1")
      .on("data", (chunk) => {
        text += chunk;
        onData?.(text);
      })
      .on("end", () => resolve({ text, end: "orderly" }))
      .on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNRESET") resolve({ text, end: "reset" });
        else reject(error);
      })
      .write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  });
}
