import { expect, it } from "vitest";
import { accentPalette, contrast, parse } from "./accent-palette.ts";

it.each(["#0f6b63", "#ffff00", "#ffffff", "#000000", "#ff0000", "#808080", "#123456"])(
  "makes %s readable on light and dark ground, and text on it too",
  (hex) => {
    const { light, dark } = accentPalette(hex);
    expect(contrast(parse(light.accent), parse("#f6f5f2"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(parse(dark.accent), parse("#242320"))).toBeGreaterThanOrEqual(4.5);
    for (const { accent, onAccent } of [light, dark]) {
      expect(contrast(parse(accent), parse(onAccent))).toBeGreaterThanOrEqual(4.5);
    }
  },
);

it("leaves a colour alone that can be read already", () => {
  expect(accentPalette("#0f6b63").light.accent).toBe("#0f6b63");
});
