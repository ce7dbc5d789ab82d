/** The page with a code in hand: where `verification_uri_complete` leads, and where sign-in comes back to. */
export function devicePath(userCode: string | undefined): string {
  return userCode === undefined ? "/device" : `/device?${new URLSearchParams({ user_code: userCode.slice(0, 64) })}`;
}
