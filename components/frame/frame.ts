import type { PublicSettings } from "#server/portal.ts";
import type { Translator } from "../messages/create-translator.ts";
import type { Theme } from "./theme.ts";

/** What every page needs around its content. */
export interface Frame {
  t: Translator;
  branding: PublicSettings["branding"];
  demo: boolean;
  /** Whether the API playground is offered. */
  playground: boolean;
  theme: Theme;
  /** Whether roles let a person see the administration. */
  administers(roles: readonly string[]): boolean;
}

/** The person who is signed in, as the header shows them. */
export interface Person {
  displayName: string;
  pictureUrl: string | undefined;
  roles?: readonly string[];
}
