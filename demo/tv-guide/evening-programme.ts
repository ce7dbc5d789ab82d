/** An event of the person's calendar, as the API tells it. */
export interface CalendarEntry {
  title: string;
  /** ISO 8601, UTC. */
  startsAt: string;
  endsAt: string;
}

interface Broadcast {
  title: string;
  /** Of the day, UTC. */
  startMinutes: number;
  minutes: number;
}

const broadcasts: readonly Broadcast[] = [
  { title: "Engines of Difference", startMinutes: 17 * 60, minutes: 60 },
  { title: "The News at Six", startMinutes: 18 * 60, minutes: 30 },
  { title: "Cooking by Candlelight", startMinutes: 18 * 60 + 30, minutes: 45 },
  { title: "Night Train to Bletchley", startMinutes: 19 * 60 + 15, minutes: 105 },
  { title: "Nanoseconds: a history", startMinutes: 21 * 60, minutes: 50 },
  { title: "Sea Areas and Silence", startMinutes: 22 * 60, minutes: 60 },
];

/** The evening's broadcasts, line by line, with what in the calendar stands in the way. Pure. */
export function eveningProgramme(entries: readonly CalendarEntry[], now: Date): string[] {
  const midnightMs = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  return broadcasts.map(({ title, startMinutes, minutes }) => {
    const startMs = midnightMs + startMinutes * 60_000;
    const clash = entries.find((entry) => overlaps(entry, startMs, startMs + minutes * 60_000));
    const note = clash ? `  (you have “${clash.title}” until ${timeOf(new Date(clash.endsAt))})` : "";
    return `${timeOf(new Date(startMs))}  ${title}${note}`;
  });
}

function overlaps({ startsAt, endsAt }: CalendarEntry, startMs: number, endMs: number): boolean {
  return Date.parse(startsAt) < endMs && Date.parse(endsAt) > startMs;
}

function timeOf(moment: Date): string {
  return moment.toISOString().slice(11, 16);
}
