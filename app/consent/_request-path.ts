/** The page of an app's request. `app` is the note that names the app when the request is gone; it goes wherever the path goes. */
export function requestPath(
  uid: string,
  extra: { ui_locales?: string | undefined; app?: string | undefined },
  below: "" | "/decision" = "",
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(extra)) if (value) query.set(name, value);
  return `/consent/${encodeURIComponent(uid)}${below}${query.size > 0 ? `?${query}` : ""}`;
}
