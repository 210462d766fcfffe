/**
 * Colours by the names that dashboards use, on dark and on light.
 *
 * @see https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/themes/createVisualizationColors.ts
 */
const SHADES = ["super-light", "light", "", "semi-dark", "dark"];
const HUES: Readonly<Record<ThemeName, Readonly<Record<string, string>>>> = {
  dark: {
    red: "#FFA6B0 #FF7383 #F2495C #E02F44 #C4162A",
    orange: "#FFCB7D #FFB357 #FF9830 #FF780A #FA6400",
    yellow: "#FFF899 #FFEE52 #FADE2A #F2CC0C #E0B400",
    green: "#C8F2C2 #96D98D #73BF69 #56A64B #37872D",
    blue: "#C0D8FF #8AB8FF #5794F2 #3274D9 #1F60C4",
    purple: "#DEB6F2 #CA95E5 #B877D9 #A352CC #8F3BB8",
  },
  light: {
    red: "#FF7383 #F2495C #E02F44 #C4162A #AD0317",
    orange: "#FFB357 #FF9830 #FF780A #FA6400 #E55400",
    yellow: "#FFEE52 #FADE2A #F2CC0C #E0B400 #CC9D00",
    green: "#96D98D #73BF69 #56A64B #37872D #19730E",
    blue: "#8AB8FF #5794F2 #3274D9 #1F60C4 #1250B0",
    purple: "#CA95E5 #B877D9 #A352CC #8F3BB8 #7C2EA3",
  },
};

/** In the order in which series without a colour of their own take them. */
const PALETTE = `green semi-dark-yellow blue orange red purple dark-green dark-yellow dark-blue dark-orange dark-red dark-purple super-light-green
super-light-yellow super-light-blue super-light-orange super-light-red super-light-purple #447EBC #C15C17 #890F02 #0A437C #6D1F62 #584477 #B7DBAB
#F4D598 #70DBED #F9BA8F #F29191 #82B5D8 #E5A8E2 #AEA2E0 #629E51 #E5AC0E #64B0C8 #E0752D #BF1B00 #0A50A1 #962D82 #614D93 #9AC48A #F2C96D #65C5DB #F9934E
#EA6460 #5195CE #D683CE #806EB7 #3F6833 #967302 #2F575E #99440A #58140C #052B51 #511749 #3F2B5B #E0F9D7 #FCEACA #CFFAFF #F9E2D2 #FCE2DE #BADFF4 #F9D9F9
#DEDAF7`.split(/\s+/);

export type ThemeName = "dark" | "light";

export const textColor: Readonly<Record<ThemeName, string>> = { dark: "#CCCCDC", light: "#24292E" };
const PANEL: Readonly<Record<ThemeName, string>> = { dark: "#181B1F", light: "#FFFFFF" };

/** A name of a colour, or a colour itself, as CSS has it. A name that is not known is grey. */
export function colorOf(name: string, theme: ThemeName): string {
  if (name === "text") {
    return textColor[theme];
  }
  if (name === "transparent" || /^(#[0-9a-f]{3,8}|rgba?\([\d., %]+\))$/i.test(name)) {
    return name;
  }
  const [, shade = "", hue = ""] = /^(?:(super-light|light|semi-dark|dark)-)?(\w+)$/.exec(name) ?? [];
  return HUES[theme][hue]?.split(" ")[SHADES.indexOf(shade)] ?? "#8E8E99";
}

/** The colour of a series by its place among all. */
export function colorAt(index: number, theme: ThemeName): string {
  return colorOf(PALETTE[index % PALETTE.length] ?? "text", theme);
}

/** The colour of a series by its name, whatever other series there are; only colours that stand out from the panel. */
export function colorByName(name: string, theme: ThemeName): string {
  const legible = PALETTE.map((color) => colorOf(color, theme)).filter((color) => contrast(color, PANEL[theme]) >= 3);
  return legible[stringHash(name) % legible.length] ?? textColor[theme];
}

/** http://www.cse.yorku.ca/~oz/hash.html (djb2, from the end), as unsigned 32 bits. */
function stringHash(text: string): number {
  let hash = 5381;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    hash = (hash * 33) ^ text.charCodeAt(index);
  }
  return hash >>> 0;
}

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
