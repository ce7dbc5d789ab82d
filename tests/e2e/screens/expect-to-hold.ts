import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What every page keeps at every width, in every theme and language: one heading, nothing for axe, no sideways scrolling. */
export async function expectToHold(page: Page, path: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 }), path).toHaveCount(1);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
    path,
  ).toEqual([]);
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(tooWide, `${path} scrolls sideways`).toBe(0);
}

/** The looks that pages are checked in. */
export const looks = [
  { width: 320, colorScheme: "light", locale: "de-DE" },
  { width: 320, colorScheme: "dark", locale: "en-GB" },
  { width: 1440, colorScheme: "light", locale: "en-GB" },
  { width: 1440, colorScheme: "dark", locale: "de-DE" },
] as const;
