/** An accent that can be read: as text and as a button, on light and on dark ground. */
export interface AccentPalette {
  light: { accent: string; onAccent: string };
  dark: { accent: string; onAccent: string };
}

type Rgb = readonly [number, number, number];

const lightGround: Rgb = [0xf6, 0xf5, 0xf2];
const darkGround: Rgb = [0x24, 0x23, 0x20];
const ink: Rgb = [0x14, 0x13, 0x12];
const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];

/** Contrast of text against its ground. WCAG 2.2 §1.4.3 asks for 4.5; a little more survives tinted grounds. */
const readable = 5;

/**
 * Keeps an operator's accent colour where it can be read, else darkens or lightens it until it can.
 *
 * Shape: `#rrggbb` in and out; anything else is the caller's mistake (settings are validated).
 */
export function accentPalette(hex: string): AccentPalette {
  const colour = parse(hex);
  const light = shiftUntilReadable(colour, lightGround, black);
  const dark = shiftUntilReadable(colour, darkGround, white);
  return {
    light: { accent: print(light), onAccent: print(better(light)) },
    dark: { accent: print(dark), onAccent: print(better(dark)) },
  };
}

function shiftUntilReadable(colour: Rgb, ground: Rgb, towards: Rgb): Rgb {
  for (let step = 0; step <= 20; step++) {
    const mixed = colour.map((part, i) => Math.round(part + ((towards[i] ?? 0) - part) * (step / 20)));
    if (contrast(mixed as unknown as Rgb, ground) >= readable) return mixed as unknown as Rgb;
  }
  return towards;
}

function better(accent: Rgb): Rgb {
  return contrast(white, accent) >= contrast(ink, accent) ? white : ink;
}

/** WCAG 2.2, contrast ratio. */
export function contrast(a: Rgb, b: Rgb): number {
  const [bright = 0, dim = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(colour: Rgb): number {
  const [r = 0, g = 0, b = 0] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function parse(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function print(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
