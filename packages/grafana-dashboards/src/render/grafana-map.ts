import type { Panel } from "../model/model.ts";
import type { PanelOptionsJson } from "./grafana-json.ts";
import { plainText } from "./grafana-query.ts";

/** Of Grafana itself: where a country is, by its code. */
const GAZETTEER = "public/gazetteer/countries.json";
/** Of Grafana itself: the outlines of countries, so that there is a map where the tiles of the base layer cannot be had. */
const OUTLINES = "public/maps/countries.geojson";

const CIRCLE = { mode: "fixed", fixed: "img/icons/marker/circle.svg" } as const;

/** A circle for each row, at the country that the first column names, as large as the value in the second. */
export function mapOptions({ title, options: { columns = [] } }: Panel): PanelOptionsJson["geomap"] {
  const [country = "", value = ""] = columns.map((column) => plainText(column.title));
  const outlines = {
    type: "geojson",
    name: "Outlines",
    tooltip: false,
    config: { src: OUTLINES, rules: [], style: { color: { fixed: "text" }, opacity: 0.15, lineWidth: 1 } },
  };
  const circles = {
    type: "markers",
    name: plainText(title),
    tooltip: true,
    location: { mode: "lookup", lookup: country, gazetteer: GAZETTEER },
    config: {
      showLegend: false,
      style: {
        size: { field: value, fixed: 5, min: 4, max: 24, mode: "quad" },
        color: { field: value, fixed: "blue" },
        opacity: 0.6,
        symbol: CIRCLE,
      },
    },
  } as const;
  return {
    view: { id: "fit", allLayers: false, layer: circles.name, padding: 20, maxZoom: 4, noRepeat: true },
    basemap: { type: "default", name: "Base layer" },
    layers: [outlines, circles],
    controls: { mouseWheelZoom: false, showZoom: true, showAttribution: true, showScale: false, showMeasure: false, showDebug: false },
    tooltip: { mode: "details" },
  };
}
