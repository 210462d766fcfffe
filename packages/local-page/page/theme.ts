import type { ThemeName } from "../src/dashboard/colors.ts";

const KEY = "theme";

/** The reader's own choice, otherwise that of the system. */
export function currentTheme(): ThemeName {
  const chosen = document.documentElement.dataset.theme ?? stored();
  return chosen === "dark" || chosen === "light" ? chosen : matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

export function setTheme(theme: ThemeName): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A page opened as a file may keep nothing.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
