import type { Page } from "@playwright/test";

export type DemoPerson = "Ada Lovelace" | "Grace Hopper" | "Alan Turing";

/** The demo provider's page: people as buttons. */
export function demoProviderScreen(page: Page) {
  return {
    choose: (person: DemoPerson) => page.getByRole("button", { name: person }).click(),
    cancel: () => page.getByRole("button", { name: "Cancel" }).click(),
  };
}
