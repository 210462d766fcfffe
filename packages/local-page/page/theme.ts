import type { ThemeName } from "../src/dashboard/colors.ts";

const KEY = "theme";

/** The reader's own choice, otherwise that of the system. */
export function currentTheme(): ThemeName {
  const chosen = document.documentElement.dataset.theme ?? localStorage.getItem(KEY);
  return chosen === "dark" || chosen === "light" ? chosen : matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function setTheme(theme: ThemeName): void {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem(KEY, theme);
}
