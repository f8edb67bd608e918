// The same network to drag, zoom and rearrange; the library is fetched only when somebody wants it.
const button = document.getElementById("loosen");
const space = document.getElementById("loose");
if (button) {
  button.hidden = false;
  button.addEventListener("click", open, { once: true });
}

async function open() {
  button.disabled = true;
  const [{ default: cytoscape }, answer] = await Promise.all([
    import(new URL("../vendor/cytoscape/cytoscape.esm.min.mjs", import.meta.url)),
    fetch(button.dataset.links),
  ]);
  const links = (await answer.json()).slice(0, 200);
  const labels = new Map();
  for (const link of links) {
    labels.set(link.source, link.source_label);
    labels.set(link.target, link.target_label);
  }
  const tokens = getComputedStyle(document.documentElement);
  const colour = (name) => tokens.getPropertyValue(name).trim();
  space.hidden = false;
  space.classList.add("loose");
  cytoscape({
    container: space,
    elements: [
      ...[...labels].map(([id, label]) => ({ data: { id, label } })),
      ...links.map((link, n) => ({ data: { id: `edge-${n}`, source: link.source, target: link.target, count: link.actions } })),
    ],
    style: [
      { selector: "node", style: { label: "data(label)", "font-size": 11, color: colour("--ink"), "background-color": colour("--legal"), width: 16, height: 16, "text-max-width": 120, "text-wrap": "ellipsis" } },
      { selector: "edge", style: { width: "mapData(count, 1, 20, 1, 7)", "line-color": colour("--edge"), "target-arrow-color": colour("--edge"), "target-arrow-shape": "triangle", "curve-style": "bezier" } },
    ],
    layout: { name: "cose", animate: false, randomize: false },
  });
  button.remove();
}
