// Makes server/pictures/world.json: the outlines of countries as SVG paths, by ISO 3166-1 alpha-2, projected once and for all.
//
//   npm install world-atlas@2 d3-geo@3 topojson-client@3 i18n-iso-countries@7 && node make_world_map.mjs > world.json
//
// Borders are those of Natural Earth (public domain) as packed by world-atlas (ISC); they are no statement of ours.
// Countries too small for the 1:110m outlines get a dot at their centre, from the 1:50m ones.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const codes = require("i18n-iso-countries");
const WIDTH = 960, HEIGHT = 480;
const read = (name) => JSON.parse(readFileSync(require.resolve(`world-atlas/${name}`), "utf8"));
const coarse = read("countries-110m.json"), fine = read("countries-50m.json");
const projection = geoEqualEarth().fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], { type: "Sphere" });
const path = geoPath(projection).digits(1);
const code = (f) => (f.id && codes.numericToAlpha2(f.id)) || (f.properties.name === "Kosovo" ? "XK" : undefined);
const round = (n) => Math.round(n * 10) / 10;

const shapes = {}, rest = [];
for (const f of feature(coarse, coarse.objects.countries).features) {
  const d = path(f);
  if (!d) continue;
  const iso = code(f);
  if (iso) shapes[iso] = { name: f.properties.name, d };
  else rest.push(d);
}
for (const f of feature(fine, fine.objects.countries).features) {
  const iso = code(f);
  if (!iso || shapes[iso]) continue;
  const [x, y] = projection(geoCentroid(f)).map(round);
  shapes[iso] = { name: f.properties.name, x, y };
}
const sorted = Object.fromEntries(Object.entries(shapes).sort(([a], [b]) => (a < b ? -1 : 1)));
process.stdout.write(JSON.stringify({
  source: "world-atlas 2.0.2 (ISC), Natural Earth 1:110m and 1:50m (public domain), Equal Earth projection",
  width: WIDTH, height: HEIGHT, sphere: path({ type: "Sphere" }), countries: sorted, others: rest,
}, null, 0).replaceAll('},"', '},\n"') + "\n");
