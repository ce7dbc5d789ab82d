/** Words of who may sign in, and of invitations. */
export const adminPolicy = {
  "admin.policy.text":
    "A person has to pass both parts: what the settings say, and what is set here. So this part can only narrow the other.",
  "admin.policy.settings": "The settings",
  "admin.policy.settings_text":
    "{source, select, file {From the configuration file; changed there.} environment {From environment variables; changed there.} database {From the database; read-only here.} other {The settings say nothing about it. They can: access in the configuration file, or PORTICO_ACCESS.}}",
  "admin.policy.here": "Set here",
  "admin.policy.here_text": "Holds in every process at once, and ends what it no longer allows.",
  "admin.policy.none": "Nothing is set here: the settings alone decide.",
  "admin.policy.people": "People",
  "admin.policy.all_people": "All whom a provider lets in",
  "admin.policy.domains": "E-mail domains",
  "admin.policy.domains_hint":
    "One a line. People with a verified address in one of them pass; .example.com means the domains below it.",
  "admin.policy.emails": "E-mail addresses",
  "admin.policy.emails_hint": "One a line. People with one of these addresses, verified, pass.",
  "admin.policy.groups": "Groups",
  "admin.policy.groups_hint": "One a line, with the provider: corp:staff. Members pass.",
  "admin.policy.sign_up": "New accounts",
  "admin.policy.sign_up_mode":
    "{mode, select, open {For all who may sign in} invited {Only with an invitation} other {None}}",
  "admin.policy.ask_whom": "Whom refused people can ask",
  "admin.policy.admins": "Always pass",
  "admin.policy.more": "and {count} more",
  "admin.policy.edit": "Who may sign in",
  "admin.policy.edit_text":
    "A person who passes any one line passes this part. With no line at all, the settings alone decide who may sign in.",
  "admin.policy.preview": "See who loses access",
  "admin.policy.question": "Set this policy?",
  "admin.policy.loses":
    "{count, plural, =0 {No person with a session, an app or a token loses access.} one {# person loses access: their sessions, apps and tokens end at once.} other {# people lose access: their sessions, apps and tokens end at once.}}",
  "admin.policy.stays": "What the settings say, and the accounts of those who lose access.",
  "admin.policy.set": "Set the policy",
  "admin.policy.done":
    "{count, plural, =0 {The policy is set. No person lost access.} one {The policy is set. # person lost access.} other {The policy is set. # people lost access.}}",
  "admin.invitations.text":
    "A link by which a person gets an account, also where new accounts need an invitation. It doesn’t open what the rules close.",
  "admin.invitations.new": "Invite a person",
  "admin.invitations.new_text": "You get a link to send. It can be used once.",
  "admin.invitations.email": "E-mail address",
  "admin.invitations.email_hint":
    "Only the person with this verified address can use the link. Left empty, it is for the first who opens it.",
  "admin.invitations.roles_hint": "Given to the person at once.",
  "admin.invitations.lifetime": "Valid for",
  "admin.invitations.days": "{count, plural, one {# day} other {# days}}",
  "admin.invitations.create": "Make the link",
  "admin.invitations.made": "The invitation is made. Its link is shown only now.",
  "admin.invitations.send_to": "Send it to {email}.",
  "admin.invitations.send_first":
    "The first person who opens it and signs in can use it: send it only where that is safe.",
  "admin.invitations.link": "Link of the invitation",
  "admin.invitations.none": "No invitations yet",
  "admin.invitations.none_text": "Invitations that you make are listed here.",
  "admin.invitations.for": "For",
  "admin.invitations.first": "The first who opens it",
  "admin.invitations.state": "State",
  "admin.invitations.state_of": "{state, select, open {Open} accepted {Accepted} revoked {Taken back} other {Expired}}",
  "admin.invitations.accepted_by": "by this person",
  "admin.invitations.until": "Valid until",
  "admin.invitations.revoke": "Take back…",
  "admin.invitations.revoke_heading": "Take the invitation for {email} back?",
  "admin.invitations.revoke_first": "Take this invitation back?",
  "admin.invitations.revoke_effect": "Its link is refused from now on.",
  "admin.invitations.revoke_confirm": "Take back",
  "admin.invitations.revoked": "The invitation was taken back.",
} as const;
