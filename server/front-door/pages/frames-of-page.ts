import { createHash } from "node:crypto";
import { isPage, type PageAnswer } from "./page-answer.ts";

/** How long an app may take to show its page. */
const frameSeconds = 5;

/**
 * The one script of the signed-out page: says of each frame whether its page came, and goes on when all did.
 *
 * A frame's load event also comes for the browser's own error page, and the two look the same to a script. So the app is asked once
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

/** The page with a policy that allows frames of these addresses. */
export function withFrames(answer: PageAnswer, addresses: readonly string[]): PageAnswer {
  const policy = String(answer.headers["content-security-policy"] ?? "");
  const origins = [...new Set(addresses.map((address) => new URL(address).origin))].join(" ");
  if (!origins || !policy) return answer;
  const connect = policy.replace(/connect-src [^;]*/, `$& ${origins}`);
  return {
    ...answer,
    headers: { ...answer.headers, "content-security-policy": `${connect}; frame-src ${origins}` },
  };
}

/** The page without scripts (without-scripts.ts) with the one script of the signed-out page, and a policy that allows it by its hash. */
export function withScriptOfFrames(answer: PageAnswer): PageAnswer {
  if (!isPage(answer) || answer.status >= 500) return answer;
  const policy = String(answer.headers["content-security-policy"] ?? "");
  return {
    ...answer,
    headers: {
      ...answer.headers,
      "content-security-policy": policy.replace(/script-src [^;]*/, `script-src ${scriptHash}`),
    },
    body: Buffer.from(answer.body.toString("utf8").replace("<head>", () => `<head><script>${script}</script>`)),
  };
}
