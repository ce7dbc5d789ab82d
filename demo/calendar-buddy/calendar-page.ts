import type { ServerResponse } from "node:http";
import { type Html, html } from "#demo/html.ts";
import { sendBuddyPage } from "./buddy-frame.ts";
import type { BuddyEvent, BuddyPerson, Connection } from "./buddy-session.ts";

const dayNames = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const workdays = 5;
const dayMs = 24 * 3_600_000;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const shortDate = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** Who is connected, and the week. Times are UTC throughout: a demo needs no time zones. */
export function sendCalendarPage(response: ServerResponse, connection: Connection, portalUrl: string, now: Date): void {
  const { person, week, apiToken } = connection;
  const picture = pictureOrigin(person.pictureUrl);
  const mayWrite = apiToken?.scopes.includes("calendar:write") === true;
  sendBuddyPage(response, {
    title: "Your week",
    ...(picture ? { pictureOrigins: [picture] } : {}),
    actions: html`<div class="actions">
<form method="post" action="/refresh"><button class="quiet">Refresh</button></form>
<form method="post" action="/disconnect"><button class="quiet">Disconnect</button></form>
</div>`,
    body: html`<section class="profile">
${face(person, picture !== undefined)}
<div><h1>Hello, ${person.name}</h1>
<p>${person.email ?? "You did not share your e-mail address."}</p></div>
</section>
<section aria-labelledby="week">
<div class="weekhead"><h2 id="week">This week</h2>${week && html`<p class="muted small">As of ${clock.format(week.fetchedAtMs)} UTC</p>`}</div>
<ol class="week">${dayNames.map((name, day) => dayColumn(name, day, week?.events ?? [], now)).filter((column) => column !== undefined)}</ol>
</section>
${mayWrite ? addEventPanel(now) : askForWritePanel()}
<p class="muted small">You can take this access back at <a href="${portalUrl}/connected-apps">Portico, under Connected apps</a>.</p>`,
  });
}

function face({ name, pictureUrl }: BuddyPerson, hasPicture: boolean): Html {
  if (hasPicture && pictureUrl) return html`<img src="${pictureUrl}" alt="" width="64" height="64">`;
  return html`<span class="initial" aria-hidden="true">${name.slice(0, 1)}</span>`;
}

function dayColumn(name: string, day: number, events: readonly BuddyEvent[], now: Date): Html | undefined {
  const startMs = mondayMs(now) + day * dayMs;
  const isToday = now.getTime() >= startMs && now.getTime() < startMs + dayMs;
  const own = events.filter(
    ({ startsAt }) => Date.parse(startsAt) >= startMs && Date.parse(startsAt) < startMs + dayMs,
  );
  // The weekend shows only when there is something.
  if (day >= workdays && own.length === 0) return undefined;
  return html`<li class="day${isToday && " today"}"><h3>${isToday ? "Today" : name}, ${shortDate.format(startMs)}</h3>
${own.length === 0 ? html`<p class="muted small">Nothing planned</p>` : html`<ul>${own.map(eventLine)}</ul>`}</li>
`;
}

function eventLine({ title, place, startsAt, endsAt }: BuddyEvent): Html {
  return html`<li class="event"><time datetime="${startsAt}">${clock.format(Date.parse(startsAt))}–${clock.format(Date.parse(endsAt))}</time>
<strong>${title}</strong>${place !== null && html`<span>${place}</span>`}</li>`;
}

function addEventPanel(now: Date): Html {
  return html`<section class="panel" aria-labelledby="add"><h2 id="add">Add an event</h2>
<p>For today, at the next full hour.</p>
<form method="post" action="/events">
<label class="field">Title<input name="title" required maxlength="200" autocomplete="off" placeholder="Tea with ${now.getUTCDay() === 5 ? "Mary" : "Charles"}"></label>
<button>Add event</button>
</form></section>`;
}

function askForWritePanel(): Html {
  return html`<section class="panel" aria-labelledby="more"><h2 id="more">Add events from here?</h2>
<p>Calendar Buddy can read your calendar only. Portico will ask you before that changes.</p>
<form method="post" action="/connect"><input type="hidden" name="write" value="1"><button class="quiet">Ask Portico for permission</button></form></section>`;
}

function mondayMs(now: Date): number {
  const midnightMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  return midnightMs - ((now.getUTCDay() + 6) % 7) * dayMs;
}

/** A picture may come from wherever Portico says, but only over http(s). */
function pictureOrigin(pictureUrl: string | undefined): string | undefined {
  if (!pictureUrl || !URL.canParse(pictureUrl)) return undefined;
  const url = new URL(pictureUrl);
  return url.protocol === "https:" || url.protocol === "http:" ? url.origin : undefined;
}
