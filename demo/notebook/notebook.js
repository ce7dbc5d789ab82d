import { createBff } from "portico/client";

const find = (id) => document.getElementById(id);
const parts = { moment: find("moment"), out: find("out"), in: find("in") };
const bff = createBff({ baseUrl: document.body.dataset.portal });

/** Who the page shows; an answer about somebody else's notes comes too late. */
let shown;

function show(user) {
  shown = user;
  for (const part of Object.values(parts)) part.hidden = part !== (user ? parts.in : parts.out);
  find("sign-out").hidden = !user;
  find("name").textContent = user?.name ?? user?.email ?? "";
  find("notes").replaceChildren();
  say("");
  if (user) void listNotes();
}

function say(text) {
  find("news").textContent = text;
}

async function listNotes() {
  const asked = shown;
  const answer = await call();
  if (!answer) return;
  const { notes } = await answer.json();
  if (asked === shown) find("notes").replaceChildren(...notes.map(noteLine).reverse());
}

function noteLine({ text, createdAt }) {
  const line = document.createElement("li");
  const time = document.createElement("time");
  time.dateTime = createdAt;
  time.textContent = new Date(createdAt).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  line.append(text, time);
  return line;
}

/** Portico adds the token. Nothing comes back where it failed; what the person needs to know is said. */
async function call(init) {
  const answer = await bff.fetch("/bff/api/demo/notes", init).catch(() => undefined);
  // Signed out meanwhile: the package finds out by itself and tells `change`.
  if (answer?.ok || answer?.status === 401) return answer.ok ? answer : undefined;
  say(answer ? `Portico answered ${answer.status}. Please try again.` : "Portico does not answer. Please try again.");
  return undefined;
}

async function addNote(event) {
  event.preventDefault();
  const { text } = event.target.elements;
  const body = JSON.stringify({ text: text.value });
  if (!(await call({ method: "POST", headers: { "Content-Type": "application/json" }, body }))) return;
  text.value = "";
  await listNotes();
  say("Noted.");
}

async function signOut() {
  try {
    await bff.logout();
    find("welcome").focus();
  } catch {
    say("Signing out did not work. Please try again.");
  }
}

find("sign-in").addEventListener("click", () => bff.login());
find("sign-out").addEventListener("click", signOut);
find("add").addEventListener("submit", addNote);
find("stay").addEventListener("click", () => bff.user().catch(() => say("Portico does not answer. Please try again.")));

function warn(isEnding) {
  find("warning").hidden = !isEnding;
}

bff.on("change", (user) => {
  warn(false);
  show(user);
});
bff.on("expiring", () => warn(true));
bff.on("extended", () => warn(false));

/** There is no change before the first answer. */
function begin() {
  bff.user({ slide: false }).then(
    (user) => {
      // Not twice: who was found out meanwhile is shown already.
      if (shown === undefined) show(user);
    },
    () => {}, // Told as "error".
  );
}

bff.on("error", (error) => {
  if (error) parts.moment.textContent = "Portico does not answer yet. Trying again…";
  else begin();
});
begin();
