export const adminKeys = {
  "admin.keys.text":
    "Keys that sign ID tokens, JWT access tokens and logout tokens. They rotate by themselves every 90 days: a successor is published an hour before it signs, and the old key stays published until what it signed has expired.",
  "admin.keys.kid": "Key",
  "admin.keys.algorithm": "Algorithm",
  "admin.keys.state": "State",
  "admin.keys.state_signing": "Signs now",
  "admin.keys.state_published": "Signs soon",
  "admin.keys.state_verifying": "Verifies only",
  "admin.keys.signs_from": "Signs from",
  "admin.keys.published_to": "Published until",
  "admin.keys.no_end": "No end yet",
  "admin.keys.retire": "Retire…",
  "admin.keys.retire_label": "Retire key {kid}…",
  "admin.keys.rotate": "Make successors now",
  "admin.keys.rotate_text":
    "A successor of each key is published at once and signs in an hour, when every verifier has had time to read it. Nothing ends. If a key may have leaked, retire it instead.",
  "admin.keys.rotate_confirm": "Make successors",
  "admin.keys.rotated":
    "{count, plural, one {# successor was} other {# successors were}} made. They are published now and sign in an hour.",
  "admin.keys.retired": "The key {kid} was retired: no process signs with it or accepts what it signed.",
  "admin.keys.retire_heading": "Retire this {algorithm} key?",
  "admin.keys.retire_key": "The key {kid} leaves the key set, in every process at once.",
  "admin.keys.retire_here": "ID tokens and JWT access tokens that it signed are refused by this portal at once.",
  "admin.keys.retire_elsewhere":
    "APIs and apps that verify by themselves refuse them as soon as they read the key set again: most within minutes, some after an hour.",
  "admin.keys.retire_successor":
    "Its successor signs with {algorithm} from now on. Verifiers that keep the key set and don’t read it again for an unknown key refuse new tokens until they do.",
  "admin.keys.retire_sessions": "People stay signed in here.",
  "admin.keys.retire_refresh": "Apps stay connected: they get new tokens with their refresh token.",
  "admin.keys.retire_confirm": "Retire key",
} as const;
