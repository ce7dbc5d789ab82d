/** What a provider's mapping makes of a person, beside what the portal knows of everyone. */
export type AttributeValue = string | number | boolean | readonly string[];

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** As a setting may name an attribute. */
export const attributeName = /^[a-zA-Z][a-zA-Z0-9_]{0,63}$/;

/** All attributes of one identity together, as JSON. */
export const mostAttributeBytes = 16_000;
