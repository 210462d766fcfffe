import type { Field, FieldColorModeId as ModeId } from "@grafana/data";
import { expect, test } from "vitest";
import { grafanaData } from "../../test/grafana-data.ts";
import { colorAt, colorByName, colorOf, type ThemeName } from "./colors.ts";

const { createTheme, FieldColorModeId, fieldColorModeRegistry, FieldType } = grafanaData;
const NAMES = ["red", "orange", "yellow", "green", "blue", "purple", "semi-dark-green", "super-light-red", "dark-blue", "light-purple", "#56A64B"];
const SERIES = ["p50", "p95", "p99", "POST /charges", "", "succeeded", "2xx", "GET /api/home", "ünïcode", "EUR web"];

test.each<ThemeName>(["dark", "light"])("colours have the values of Grafana's %s theme", (mode) => {
  const theme = createTheme({ colors: { mode } });
  expect(NAMES.map((name) => colorOf(name, mode).toLowerCase())).toEqual(NAMES.map((name) => theme.visualization.getColorByName(name).toLowerCase()));
});

test.each<ThemeName>(["dark", "light"])("a series has the colour that Grafana gives it, by place and by name, in the %s theme", (mode) => {
  const theme = createTheme({ colors: { mode } });
  const field = (name: string, seriesIndex: number): Field => ({
    name,
    type: FieldType.number,
    config: {},
    values: [],
    state: { seriesIndex, displayName: name },
  });
  const grafana = (id: ModeId, name: string, index: number) =>
    theme.visualization.getColorByName(fieldColorModeRegistry.get(id).getCalculator(field(name, index), theme)(0, 0)).toLowerCase();
  expect(SERIES.map((_, index) => colorAt(index, mode).toLowerCase())).toEqual(
    SERIES.map((name, index) => grafana(FieldColorModeId.PaletteClassic, name, index)),
  );
  expect(SERIES.map((name) => colorByName(name, mode).toLowerCase())).toEqual(
    SERIES.map((name) => grafana(FieldColorModeId.PaletteClassicByName, name, 0)),
  );
});

test("a name that is no colour cannot become a style", () => {
  expect(colorOf("red;background:url(//x)", "dark")).toBe("#8E8E99");
});
