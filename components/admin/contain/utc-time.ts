/** `2026-11-30T14:00`, as `<input type="datetime-local">` sends it: without a time zone. */
const withoutZone = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d(?:\.\d+)?)?$/;

/** The time of a form as RFC 3339, taken as UTC because the server doesn't know the browser's time zone; other text stays as it is. */
export function utcTimeOf(typed: string): string {
  const [, minutes, seconds = ":00"] = withoutZone.exec(typed) ?? [];
  return minutes === undefined ? typed : `${minutes}${seconds}Z`;
}

/** What such a field shows of a time that stands in an address, with or without its `Z`. */
export function utcFieldValue(time: string | undefined): string | undefined {
  return time?.replace(/Z$/i, "");
}
