/** Words of apps, providers, APIs and scopes alike. */
export const adminEntries = {
  "admin.entry.kept": "Kept in",
  "admin.entry.origin_settings": "Configuration file",
  "admin.entry.origin_database": "Database",
  "admin.entry.disabled": "Disabled",
  "admin.entry.search_hint": "A part of the name or the id",
  "admin.entry.details": "Details",
  "admin.entry.mistakes": "Nothing was saved, because something is wrong:",
  "admin.entry.in_settings": "This entry stands in the configuration file and is read-only here: {place}",
  "admin.entry.change": "Change",
  "admin.entry.lacks_reach":
    "Changing or enabling this needs permissions that your roles don’t have, because you could do more with it than they allow.",
  "admin.entry.change_title": "Change {name}",
  "admin.entry.save": "Save",
  "admin.entry.enable": "Enable…",
  "admin.entry.disable": "Disable…",
  "admin.entry.delete": "Delete…",
  "admin.entry.changed_by": "Changed {when} by {who}",
  "admin.entry.key": "ID",
  "admin.entry.set": "Set; it is never shown",
  "admin.entry.not_set": "None",
  "admin.entry.on": "Yes",
  "admin.entry.default": "As usual",
  "admin.entry.effect":
    "{case, select, providers_disable {No person can sign in there until it is enabled again.} providers_enable {People can sign in there again.} providers_delete {No person can sign in there any more.} resources_delete {No app gets tokens for this API any more, and those that it has are refused.} other {Apps can’t ask for it any more.}}",
  "admin.entry.stays":
    "{case, select, providers_disable {People’s accounts, and what they allowed apps.} providers_delete {People’s accounts, and what they allowed apps. Who signed in there alone can’t sign in any more.} resources_delete {Its scopes.} other {What apps do elsewhere. An API or app that names it still has to be changed first.}}",
  "admin.entry.question":
    "{act, select, disable {Disable {name}?} enable {Enable {name} again?} delete {Delete {name}?} other {Retire a secret of {name}?}}",
  "admin.entry.confirm": "{act, select, disable {Disable} enable {Enable} delete {Delete} other {Retire secret}}",
  "admin.entry.done":
    "{act, select, disable {{key} was disabled.} enable {{key} was enabled.} delete {{key} was deleted.} create {{key} was made.} change {{key} was changed.} other {A secret of {key} was retired.}}",
} as const;
