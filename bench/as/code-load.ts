import { Pool } from "undici";
import { cpuMicroseconds } from "../bff/process-usage.ts";
import { apiScope, audience, codeVerifier, redirectUri } from "./bench-client.ts";

/** Few at a time: the library's in-memory adapter forgets the oldest of a thousand records. */
const codesPerTurn = 200;

export interface CodeLoad {
  url: string;
  mintUrl: string;
  pid: number;
  authorization: string;
  turns: number;
  connections: number;
}

export interface CodesMeasured {
  requests: number;
  failed: number;
  perSecond: number;
  cpuMicroseconds: number;
}

/** Redeems codes (each once, with PKCE) for an access, a refresh and an ID token. Getting the codes isn't measured. */
export async function redeemCodes(load: CodeLoad): Promise<CodesMeasured> {
  const pool = new Pool(load.url, { connections: load.connections });
  const total = { requests: 0, failed: 0, cpu: 0, milliseconds: 0 };
  for (let turn = 0; turn < load.turns; turn++) {
    const codes = (await (await fetch(`${load.mintUrl}?count=${codesPerTurn}`)).json()) as string[];
    const [cpuBefore, startedAt] = [cpuMicroseconds(load.pid), performance.now()];
    const statuses = await Promise.all(codes.map((code) => redeem(pool, code, load.authorization)));
    total.milliseconds += performance.now() - startedAt;
    total.cpu += cpuMicroseconds(load.pid) - cpuBefore;
    total.requests += statuses.length;
    total.failed += statuses.filter((status) => status !== 200).length;
  }
  await pool.close();
  return {
    requests: total.requests,
    failed: total.failed,
    perSecond: total.requests / (total.milliseconds / 1000),
    cpuMicroseconds: total.cpu / total.requests,
  };
}

async function redeem(pool: Pool, code: string, authorization: string): Promise<number> {
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    code_verifier: codeVerifier,
    resource: audience,
    scope: apiScope,
  });
  const headers = { authorization, "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  const response = await pool.request({ path: "/oauth2/token", method: "POST", headers, body: body.toString() });
  await response.body.dump();
  return response.statusCode;
}
