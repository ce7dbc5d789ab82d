export const adminApi = {
  "admin.api": "API",
  "admin.api.text":
    "Everything that the console can do, for programs. Each operation has the same checks and the same audit event.",
  "admin.api.base": "Address",
  "admin.api.description": "Description",
  "admin.api.tokens": "Tokens from",
  "admin.api.first": "A first call",
  "admin.api.first_text":
    "Give a client this API as a resource, with the scopes that it needs. Then it gets a token by itself:",
  "admin.api.rules": "How it answers",
  "admin.api.rule_lists": "Lists go on with <c>after</c>, the <c>next</c> of the page before; also as a Link header.",
  "admin.api.rule_problems":
    "Failures are problem+json (RFC 9457): <c>code</c> stays the same, <c>reference</c> is what “Why?” explains.",
  "admin.api.rule_revisions":
    "A change of an entry with a revision names the one that was read: its ETag as <c>If-Match</c>.",
  "admin.api.rule_keys": "<c>Idempotency-Key</c> with a POST: the same request is done once within a day.",
  "admin.api.rule_persons":
    "With a person’s token, their roles limit the scopes, and what changes or gives away something needs a sign-in of the last 15 minutes.",
  "admin.api.contents": "Operations",
  "admin.api.permission": "Permission",
  "admin.api.scopes": "Scopes, any of",
  "admin.api.fresh": "Fresh sign-in",
  "admin.api.fresh_text": "A person must have signed in within the last 15 minutes.",
  "admin.api.input": "Input",
  "admin.api.output": "Answer",
  "admin.api.stream": "A stream, one item a line:",
  "admin.api.members": "{count, plural, one {# member} other {# members}}",
  "admin.api.no_members": "Nothing.",
  "admin.api.required": "required",
  "admin.api.optional": "optional",
  "admin.api.in_path": "in the path",
  "admin.api.in_query": "in the query",
  "admin.api.in_body": "in the body",
  "admin.api.in_header": "as a header",
} as const;
