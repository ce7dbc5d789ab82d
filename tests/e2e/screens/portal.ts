import type { Page } from "@playwright/test";

/** What a person does on Portico's pages, by what they read there. */
export function portalScreens(page: Page, url: string) {
  return {
    open: (path: string) => page.goto(url + path),
    continueWith: (provider: string) => page.getByRole("button", { name: `Continue with ${provider}` }).click(),
    heading: (name: string | RegExp) => page.getByRole("heading", { name, level: 1 }),
    allow: () => page.getByRole("button", { name: "Allow" }).click(),
    cancel: () => page.getByRole("button", { name: "Cancel" }).click(),
    removeAccess: () => page.getByRole("button", { name: "Remove access" }).click(),
  };
}
