"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const [canvas, panel, search] = ["canvas", "panel", "search"].map(byId);
const svg = canvas.querySelector("svg");
const SVG = "http://www.w3.org/2000/svg";

/** The elements of the picture, by kind and index. */
const collect = (kind, selector) => {
  const elements = [];
  for (const element of svg.querySelectorAll(selector)) elements[element.dataset[kind]] = element;
  return elements;
};
const zones = collect("zone", ".zone");
const nodes = collect("node", ".node");
const edges = collect("edge", "path.edge");
const labels = collect("edge", ".edge-label");

/** The edges that end at each node. */
const incident = data.nodes.map(() => []);
data.edges.forEach((edge, index) => {
  incident[edge.from].push(index);
  if (edge.to !== edge.from) incident[edge.to].push(index);
});

/* The view */

const whole = svg.viewBox.baseVal;
const full = { x: 0, y: 0, width: whole.width, height: whole.height };
const FAR = 2.2;
let view = { ...full };

function show(next) {
  view = next;
  svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width} ${view.height}`);
  // From afar only the names of zones can be read, if they grow.
  svg.classList.toggle("far", scale() > FAR);
  svg.style.setProperty("--title", `${Math.min(12 * scale(), 90)}px`);
}

/** How many units of the picture a pixel of the screen is. */
const scale = () => Math.max(view.width / canvas.clientWidth, view.height / canvas.clientHeight);

/** Zooms about a point of the screen; the middle where none is given. */
function zoom(factor, at) {
  const width = Math.min(Math.max(view.width * factor, 80), full.width * 4);
  const ratio = width / view.width;
  const point = at ?? { x: view.x + view.width / 2, y: view.y + view.height / 2 };
  show({
    x: point.x - (point.x - view.x) * ratio,
    y: point.y - (point.y - view.y) * ratio,
    width,
    height: view.height * ratio,
  });
}

/** Small pictures are shown in their own size, not blown up. */
function fit() {
  const least = { width: canvas.clientWidth, height: canvas.clientHeight };
  const [width, height] = [Math.max(full.width, least.width), Math.max(full.height, least.height)];
  show({ x: (full.width - width) / 2, y: (full.height - height) / 2, width, height });
}

const move = (x, y) => show({ ...view, x: view.x + x * scale(), y: view.y + y * scale() });

/** Brings a node into sight, large enough to be read. */
function reveal(index) {
  const box = nodes[index].getBBox();
  const ratio = Math.min(1, 1 / scale());
  const [width, height] = [view.width * ratio, view.height * ratio];
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const margin = 40 * ratio;
  const inside = x > view.x + margin && x < view.x + view.width - margin
    && y > view.y + margin && y < view.y + view.height - margin;
  if (ratio < 1 || !inside) show({ x: x - width / 2, y: y - height / 2, width, height });
}

/** A place of the screen in the picture. */
function inPicture(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}

canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 300), inPicture(event));
}, { passive: false });

let drag = null;
canvas.addEventListener("pointerdown", (event) => {
  if (event.button === 0) drag = { x: event.clientX, y: event.clientY, moved: false };
});
window.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const [x, y] = [drag.x - event.clientX, drag.y - event.clientY];
  if (!drag.moved && Math.hypot(x, y) < 4) return;
  move(x, y);
  drag = { x: event.clientX, y: event.clientY, moved: true };
  canvas.classList.add("dragged");
});
window.addEventListener("pointerup", () => {
  // The click that ends a drag comes after this, and must still see it.
  setTimeout(() => { drag = null; });
  canvas.classList.remove("dragged");
});

/* What is chosen */

let chosen = null;

/** An element with text, never markup. */
function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function choose(index) {
  for (const lit of svg.querySelectorAll(".lit, .in, .out, .selected")) {
    lit.classList.remove("lit", "in", "out", "selected");
  }
  chosen = index;
  svg.classList.toggle("chosen", index !== null);
  panel.hidden = index === null;
  if (index === null) return;
  nodes[index].classList.add("selected", "lit");
  for (const at of incident[index]) {
    const edge = data.edges[at];
    edges[at].classList.add(edge.to === index ? "in" : "out");
    labels[at]?.classList.add("lit");
    nodes[edge.from].classList.add("lit");
    nodes[edge.to].classList.add("lit");
  }
  describe(index);
}

function describe(index) {
  const node = data.nodes[index];
  const zone = data.zones[node.zone];
  const close = element("button", "×", "close");
  close.setAttribute("aria-label", "Close");
  close.addEventListener("click", () => choose(null));
  panel.replaceChildren(close, element("h2", node.name));
  const lines = [node.detail, node.ports, node.place];
  if (zone) lines.push(`zone ${zone.name}: ${zone.state}${zone.owner ? `, owner ${zone.owner}` : ""}`);
  panel.append(...lines.filter(Boolean).map((line) => element("p", line)));
  const of = (end) => incident[index].map((at) => data.edges[at]).filter((edge) => edge[end] === index);
  list("in", "Reached by", of("to"), "from");
  list("out", "Reaches", of("from"), "to");
  panel.scrollTop = 0;
}

function list(kind, title, found, end) {
  panel.append(element("h3", `${title} (${found.length})`, kind));
  const items = element("ul");
  for (const edge of found) {
    const item = element("li");
    const peer = element("button", data.nodes[edge[end]].name, "peer");
    peer.addEventListener("click", () => { open(edge[end]); choose(edge[end]); reveal(edge[end]); });
    item.append(element("code", edge.ports), peer);
    if (edge.note) item.append(element("p", edge.note));
    for (const reason of edge.reasons) {
      const ports = edge.reasons.length > 1 ? `${reason.ports}, ` : "";
      const until = reason.until ? `, until ${reason.until}` : "";
      const line = element("p", `${ports}${reason.place}${until}`);
      if (reason.because) line.append(" ", element("q", reason.because));
      item.append(line);
    }
    items.append(item);
  }
  panel.append(items);
}

/* Zones that fold */

const folded = new Set();
const unfoldedPlace = document.createElementNS(SVG, "g");
zones.at(-1)?.after(unfoldedPlace);

/** A folded zone lies above what is in it; edges to and from it end at its border. */
function fold(zone, on) {
  const element = zones[zone];
  const focused = document.activeElement === element;
  on ? folded.add(zone) : folded.delete(zone);
  element.setAttribute("aria-expanded", String(!on));
  element.classList.toggle("folded", on);
  element.querySelector(".fold")?.remove();
  if (on) {
    element.append(summary(zone));
    element.parentNode.append(element);
  } else {
    unfoldedPlace.before(element);
  }
  if (focused) element.focus();
}

function summary(zone) {
  const box = zones[zone].querySelector("rect").getBBox();
  const count = data.nodes.filter((node) => node.zone === zone).length;
  const text = document.createElementNS(SVG, "text");
  text.setAttribute("class", "fold");
  text.setAttribute("x", box.x + box.width / 2);
  text.setAttribute("y", box.y + box.height / 2 + 8);
  text.textContent = count === 1 ? "1 node" : `${count} nodes`;
  return text;
}

/** Hides what is inside of folded zones. */
function redraw() {
  const hides = (index) => folded.has(data.nodes[index].zone);
  nodes.forEach((node, index) => node.classList.toggle("hidden", hides(index)));
  data.edges.forEach((edge, index) => {
    const inside = hides(edge.from) && data.nodes[edge.from].zone === data.nodes[edge.to].zone;
    edges[index].classList.toggle("hidden", inside);
    labels[index]?.classList.toggle("hidden", inside || hides(edge.to));
  });
  byId("fold").textContent = folded.size === zones.length ? "Unfold all" : "Fold all";
}

function toggle(zone) {
  fold(zone, !folded.has(zone));
  if (chosen !== null && folded.has(data.nodes[chosen].zone)) choose(null);
  redraw();
}

/** Unfolds the zone of a node. */
function open(index) {
  if (folded.has(data.nodes[index].zone)) toggle(data.nodes[index].zone);
}

/* Search */

let matches = [];
let current = 0;

function find() {
  const words = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (node) => words.every((word) => `${node.name} ${node.detail} ${node.ports}`.toLowerCase().includes(word));
  matches = words.length ? data.nodes.flatMap((node, index) => (fits(node) ? [index] : [])) : [];
  current = 0;
  svg.classList.toggle("searched", words.length > 0);
  nodes.forEach((node) => node.classList.remove("match"));
  matches.forEach((index) => nodes[index].classList.add("match"));
  byId("found").textContent = words.length ? `${matches.length} found` : "";
}

function next() {
  if (!matches.length) return;
  const index = matches[current++ % matches.length];
  open(index);
  choose(index);
  reveal(index);
}

search.addEventListener("input", find);
search.addEventListener("keydown", (event) => { if (event.key === "Enter") next(); });

/* Clicks and keys */

const attributes = { tabindex: "0", role: "button" };
nodes.forEach((node, index) => {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.setAttribute("aria-label", data.nodes[index].name);
});
zones.forEach((zone, index) => {
  for (const [name, value] of Object.entries(attributes)) zone.setAttribute(name, value);
  zone.setAttribute("aria-label", `zone ${data.zones[index].name}`);
  zone.setAttribute("aria-expanded", "true");
});

function activate(target) {
  const part = target.closest(".node, .zone");
  if (part?.dataset.node) choose(Number(part.dataset.node));
  else if (part) toggle(Number(part.dataset.zone));
  return part;
}

svg.addEventListener("click", (event) => {
  if (!drag?.moved && !activate(event.target)) choose(null);
});

const keys = {
  "+": () => zoom(0.8), "=": () => zoom(0.8), "-": () => zoom(1.25), 0: fit,
  ArrowLeft: () => move(-60, 0), ArrowRight: () => move(60, 0),
  ArrowUp: () => move(0, -60), ArrowDown: () => move(0, 60),
  "/": () => search.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    search.value = "";
    find();
    choose(null);
    return;
  }
  if (event.target.closest("input, button, aside")) return;
  const pressed = event.key === "Enter" || event.key === " ";
  if (pressed ? activate(event.target) : keys[event.key]) {
    event.preventDefault();
    if (!pressed) keys[event.key]();
  }
});

byId("larger").addEventListener("click", () => zoom(0.7));
byId("smaller").addEventListener("click", () => zoom(1.4));
byId("fit").addEventListener("click", fit);
byId("fold").addEventListener("click", () => {
  const on = folded.size < zones.length;
  zones.forEach((_, zone) => fold(zone, on));
  if (chosen !== null) choose(null);
  redraw();
});

new ResizeObserver(() => { if (view.width >= full.width) fit(); }).observe(canvas);
fit();
