/** Announced with the commit that changed what is kept of a person, or assigned or removed a role; the payload is the person's id. */
export const personChangedChannel = "portico_person_changed";

/** Announced with the commit that changed the roles of a group, so of anyone; the payload is the group. */
export const rolesChangedChannel = "portico_roles_changed";
