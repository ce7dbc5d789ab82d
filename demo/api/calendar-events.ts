import { createHash, randomUUID } from "node:crypto";

export interface CalendarEvent {
  id: string;
  title: string;
  place: string | null;
  /** ISO 8601, UTC. */
  startsAt: string;
  endsAt: string;
}

interface Plan {
  title: string;
  place: string | null;
  hour: number;
  minutes: number;
}

const plans: readonly Plan[] = [
  { title: "Stand-up", place: null, hour: 9, minutes: 15 },
  { title: "Tea with Charles", place: "Marylebone", hour: 16, minutes: 60 },
  { title: "Proofreading Note G", place: "Library", hour: 10, minutes: 90 },
  { title: "Compiler review", place: "Room 2", hour: 13, minutes: 45 },
  { title: "Dentist", place: "12 High Street", hour: 8, minutes: 30 },
  { title: "Long run", place: "Along the river", hour: 18, minutes: 75 },
  { title: "Lunch with Vincent", place: "Market hall", hour: 12, minutes: 60 },
  { title: "Chess club", place: "Reading room", hour: 19, minutes: 120 },
  { title: "Paper deadline", place: null, hour: 15, minutes: 30 },
  { title: "Lecture on nanoseconds", place: "Hall A", hour: 11, minutes: 60 },
];

const workdays = [0, 1, 2, 3, 4];

/** A plausible week, the same for the same person: one or two things a day, none twice. */
export function weekOf(subject: string, now: Date): CalendarEvent[] {
  const own = shuffled(subject);
  const monday = mondayOf(now);
  return workdays.flatMap((day) =>
    [own[day], dayIsFull(subject, day) ? own[day + workdays.length] : undefined]
      .filter((plan) => plan !== undefined)
      .sort((a, b) => a.hour - b.hour)
      .map((plan) => onDay(monday, day, plan)),
  );
}

function shuffled(subject: string): Plan[] {
  const rank = ({ title }: Plan) => createHash("sha256").update(`${subject}/${title}`).digest("hex");
  return [...plans].sort((a, b) => rank(a).localeCompare(rank(b)));
}

/** Most days, not all; never none. */
function dayIsFull(subject: string, day: number): boolean {
  return ((createHash("sha256").update(subject).digest()[0] ?? 0) + day) % 3 > 0;
}

/** Monday 00:00 UTC of the week that the moment is in. */
export function mondayOf(moment: Date): Date {
  const daysSinceMonday = (moment.getUTCDay() + 6) % 7;
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate() - daysSinceMonday));
}

function onDay(monday: Date, day: number, { title, place, hour, minutes }: Plan): CalendarEvent {
  const startMs = monday.getTime() + (day * 24 + hour) * 3_600_000;
  return {
    id: randomUUID(),
    title,
    place,
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(startMs + minutes * 60_000).toISOString(),
  };
}
