import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** How long an app may take to show its page. */
const frameSeconds = 5;

/**
 * The one script of the signed-out page: says of each frame whether its page came, and goes on when all did.
 *
 * A frame's load event also comes for the browser's own error page, and nothing tells the two apart. So the app is asked once
 * more, without cookies and without the session: that fails when no server answers. What the app does, no page can see.
 */
const script = `"use strict";(()=>{
const loaded=new WeakSet();
document.addEventListener("load",e=>{if(e.target instanceof HTMLIFrameElement){loaded.add(e.target);e.target.dispatchEvent(new Event("shown"))}},true);
document.addEventListener("DOMContentLoaded",()=>{
document.querySelector("[data-unsure]")?.remove();
const go=document.querySelector("a[data-continue]");
const told=[...document.querySelectorAll("iframe[data-app]")].map(frame=>{
const state=document.getElementById(frame.dataset.app);
const came=new Promise(done=>{if(loaded.has(frame))done(true);frame.addEventListener("shown",()=>done(true));setTimeout(()=>done(false),${frameSeconds * 1000})});
const url=new URL(frame.src);url.search="";
const answers=fetch(url,{method:"HEAD",mode:"no-cors",credentials:"omit",cache:"no-store",signal:AbortSignal.timeout(${frameSeconds * 1000})}).then(()=>true,e=>e.name==="TimeoutError");
return Promise.all([came,answers]).then(([a,b])=>{state.textContent=a&&b?state.dataset.told:state.dataset.failed;state.dataset.state=a&&b?"told":"failed";return a&&b})});
Promise.all(told).then(all=>{if(go&&all.every(Boolean))location.replace(go.href)})})})()`;

const scriptHash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
const withScript = new WeakSet<ServerResponse>();

/** Lets the page that is about to be answered show frames of these addresses, and nothing else of theirs. */
export function letPageFrame(response: ServerResponse, addresses: readonly string[]): void {
  const policy = String(response.getHeader("content-security-policy") ?? "");
  const origins = [...new Set(addresses.map((address) => new URL(address).origin))].join(" ");
  if (!origins || !policy) return;
  const connect = policy.replace(/connect-src [^;]*/, `$& ${origins}`);
  response.setHeader("content-security-policy", `${connect}; frame-src ${origins}`);
  withScript.add(response);
}

/** The script of this answer's page, and the source that its policy names for it; `undefined` for every other page. */
export function scriptOfFrames(response: ServerResponse): { tag: string; source: string } | undefined {
  return withScript.has(response) ? { tag: `<script>${script}</script>`, source: scriptHash } : undefined;
}
