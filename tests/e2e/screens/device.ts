import type { Page } from "@playwright/test";

/** What a person does on the device pages, by what they read there. */
export function deviceScreen(page: Page, url: string) {
  return {
    open: () => page.goto(`${url}/device`),
    async enter(userCode: string) {
      if (!/\/device(\?|$)/.test(page.url())) await page.goto(`${url}/device`);
      await page.getByRole("textbox", { name: "Code on your device" }).fill(userCode);
      await page.getByRole("button", { name: "Continue" }).click();
    },
    compare: () => page.getByRole("checkbox", { name: /The code is the same/ }).check(),
    approve: () => page.getByRole("button", { name: "Approve" }).click(),
    deny: () => page.getByRole("button", { name: "Deny" }).click(),
    heading: (name: string) => page.getByRole("heading", { name, level: 1 }),
  };
}
