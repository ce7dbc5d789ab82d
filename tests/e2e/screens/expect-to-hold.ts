import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** What every page keeps at every width, in every theme and language: one heading, nothing for axe, no sideways scrolling. */
export async function expectToHold(page: Page, path: string): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 }), path).toHaveCount(1);
  if (await isForAxe(page)) await expectNothingForAxe(page, path);
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(tooWide, `${path} scrolls sideways`).toBe(0);
}

/** Narrow and light, wide and dark: each width and each theme once, since axe takes longer than all else. */
async function isForAxe(page: Page): Promise<boolean> {
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const wide = (page.viewportSize()?.width ?? 0) > 800;
  return dark === wide;
}

async function expectNothingForAxe(page: Page, path: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
    path,
  ).toEqual([]);
}

/** The looks that pages are checked in. */
export const looks = [
  { width: 320, colorScheme: "light", locale: "de-DE" },
  { width: 320, colorScheme: "dark", locale: "en-GB" },
  { width: 1440, colorScheme: "light", locale: "en-GB" },
  { width: 1440, colorScheme: "dark", locale: "de-DE" },
] as const;
