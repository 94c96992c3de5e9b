// <graph-sheet>: the picture of a part of the graph, and its list. Without this file each thing is a link to the page
// with that thing opened. With it the same page is fetched and what is new moves into the picture: forces (d3-force,
// which draws no lots) pull related things together, and what was there stays about where it was.

const STEPS = 300;
const WIDE = 1.45; // names are wider than high: forces work on a sheet that is drawn so much wider
const AWAY = 2.4; // radians between what is new around a thing: no two at one place
const NEAR = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

class GraphSheet extends HTMLElement {
  connectedCallback() {
    this.scale = 1;
    this.places = new Map();
    this.part("zoom").hidden = false;
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
    for (const kind of ["focusin", "pointerover"]) this.addEventListener(kind, (event) => this.light(event.target));
    for (const kind of ["focusout", "pointerout"]) this.addEventListener(kind, () => this.light(document.activeElement));
    addEventListener("popstate", () => this.go(location.href, null));
    this.part("stage").addEventListener("pointerdown", (event) => this.drag(event));
    this.settle(null, true);
    this.dataset.ready = "";
  }

  part(name) {
    return this.querySelector(`[data-part=${name}]`);
  }

  get picture() {
    return this.querySelector(".graph");
  }

  // Opening

  clicked(event) {
    const zoom = event.target.closest("[data-zoom]");
    if (zoom) return this.zoom(Number(zoom.dataset.zoom));
    const save = event.target.closest("[data-save]");
    if (save) return this.save(event);
    const link = event.target.closest(".node, [data-opens]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || this.part("list").querySelector(".way")) return;
    event.preventDefault();
    const address = link.getAttribute("href");
    this.go(address, link.dataset.id || link.dataset.opens).then((came) => came && history.pushState(null, "", address));
  }

  async go(address, id) {
    this.setAttribute("aria-busy", "true");
    const sheet = await fetched(address);
    this.removeAttribute("aria-busy");
    if (!sheet) {
      location.assign(address);
      return false;
    }
    const inside = this.contains(document.activeElement) ? this.focused() : "";
    for (const name of ["count", "said", "files", "list"]) {
      this.part(name).replaceWith(document.adoptNode(sheet.querySelector(`[data-part=${name}]`)));
    }
    this.querySelector(".legend").replaceWith(document.adoptNode(sheet.querySelector(".legend")));
    for (const name of ["edges", "nodes"]) {
      this.picture.querySelector(`.${name}`).replaceWith(document.adoptNode(sheet.querySelector(`.graph .${name}`)));
    }
    this.settle(id, matchMedia("(prefers-reduced-motion: reduce)").matches);
    if (inside) this.node(inside)?.focus({ preventScroll: true });
    return true;
  }

  focused() {
    const at = document.activeElement;
    return at.dataset?.id || at.dataset?.opens || "";
  }

  node(id) {
    return this.picture.querySelector(`.node[data-id="${CSS.escape(id)}"]`);
  }

  // Placing

  settle(around, atOnce) {
    const elements = [...this.picture.querySelectorAll(".node")];
    const known = this.places;
    const middle = known.get(around) || { x: 0, y: 0 };
    this.things = elements.map((element, place) => {
      const { e, f } = element.transform.baseVal.getItem(0).matrix;
      const fresh = known.size
        ? { x: middle.x + (40 + place) * Math.cos(AWAY * place), y: middle.y + (40 + place) * Math.sin(AWAY * place) }
        : { x: e / WIDE, y: f };
      const { x, y } = known.get(element.dataset.id) || fresh;
      return { id: element.dataset.id, element, x, y };
    });
    this.places = new Map(this.things.map((thing) => [thing.id, thing]));
    this.lines = [...this.picture.querySelectorAll(".edge")].map((element) => ({
      element,
      source: this.places.get(element.dataset.start),
      target: this.places.get(element.dataset.end),
    }));
    this.simulation?.stop();
    if (this.part("list").querySelector(".way")) return this.draw();
    const still = this.places.get(around) || this.things[0];
    [still.fx, still.fy] = [still.x, still.y];
    this.simulation = forces(this.things, this.lines, known.size ? 0.6 : 1).on("tick", () => this.draw());
    if (atOnce) this.simulation.stop().tick(STEPS).on("tick", null);
    else this.simulation.on("end", () => this.done());
    this.draw();
    if (atOnce) this.done(around);
    this.show(still);
  }

  done() {
    for (const thing of this.things) thing.fx = thing.fy = null;
    this.dataset.settled = String(this.things.length);
  }

  draw() {
    for (const { element, x, y } of this.things) element.setAttribute("transform", `translate(${(x * WIDE).toFixed(1)} ${y.toFixed(1)})`);
    for (const { element, source, target } of this.lines) {
      element.setAttribute("x1", (source.x * WIDE).toFixed(1));
      element.setAttribute("y1", source.y.toFixed(1));
      element.setAttribute("x2", (target.x * WIDE).toFixed(1));
      element.setAttribute("y2", target.y.toFixed(1));
    }
    this.frame();
  }

  frame() {
    const [left, right] = ends(this.things, "x").map((x) => x * WIDE);
    const [top, low] = ends(this.things, "y");
    const [width, height] = [right - left + 128, low - top + 112];
    this.picture.setAttribute("viewBox", `${(left - 64).toFixed(1)} ${(top - 48).toFixed(1)} ${width.toFixed(1)} ${height.toFixed(1)}`);
    this.picture.setAttribute("width", (width * this.scale).toFixed(0));
    this.picture.setAttribute("height", (height * this.scale).toFixed(0));
  }

  show(thing) {
    const stage = this.part("stage");
    const box = this.picture.viewBox.baseVal;
    stage.scrollLeft = (thing.x * WIDE - box.x) * this.scale - stage.clientWidth / 2;
    stage.scrollTop = (thing.y - box.y) * this.scale - stage.clientHeight / 2;
  }

  zoom(by) {
    const stage = this.part("stage");
    const [x, y] = [stage.scrollLeft + stage.clientWidth / 2, stage.scrollTop + stage.clientHeight / 2];
    const scale = Math.min(2.5, Math.max(0.4, this.scale * by));
    const times = scale / this.scale;
    this.scale = scale;
    this.frame();
    stage.scrollTo(x * times - stage.clientWidth / 2, y * times - stage.clientHeight / 2);
  }

  drag(event) {
    if (event.pointerType !== "mouse" || event.button !== 0 || event.target.closest(".node")) return;
    const stage = this.part("stage");
    const from = { x: event.clientX + stage.scrollLeft, y: event.clientY + stage.scrollTop };
    const move = (now) => stage.scrollTo({ left: from.x - now.clientX, top: from.y - now.clientY, behavior: "instant" });
    const end = () => {
      stage.classList.remove("dragged");
      removeEventListener("pointermove", move);
    };
    stage.classList.add("dragged");
    addEventListener("pointermove", move);
    addEventListener("pointerup", end, { once: true });
  }

  // Keys, and what is lit

  pressed(event) {
    const way = NEAR[event.key];
    const from = this.places.get(event.target.closest?.(".node")?.dataset.id);
    if (!way || !from) return;
    event.preventDefault();
    nearest(from, way, this.things)?.element.focus();
  }

  light(target) {
    const id = target?.closest?.(".node")?.dataset.id;
    const near = new Set([id]);
    for (const { element, source, target: end } of this.lines) {
      const touches = source.id === id || end.id === id;
      element.classList.toggle("near", touches);
      if (touches) near.add(source.id).add(end.id);
    }
    for (const { id: own, element } of this.things) element.classList.toggle("near", near.has(own));
    this.picture.classList.toggle("lit", Boolean(id));
  }

  // Keeping

  save(event) {
    event.preventDefault();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([standalone(this.picture)], { type: "image/svg+xml" }));
    link.download = "graph.svg";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}

function forces(things, lines, warmth) {
  return d3
    .forceSimulation(things)
    .alpha(warmth)
    .force("link", d3.forceLink(lines).distance(90).strength(0.35))
    .force("charge", d3.forceManyBody().strength(-260).distanceMax(420))
    .force("x", d3.forceX().strength(0.035))
    .force("y", d3.forceY().strength(0.055))
    .force("apart", d3.forceCollide(38));
}

async function fetched(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return null;
    return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("graph-sheet");
  } catch {
    return null;
  }
}

function ends(things, axis) {
  const values = things.map((thing) => thing[axis]);
  return [Math.min(...values), Math.max(...values)];
}

// The nearest thing in a direction; what lies aside counts three times.
function nearest(from, [right, down], things) {
  let best = null;
  let least = Infinity;
  for (const thing of things) {
    const [x, y] = [(thing.x - from.x) * WIDE, thing.y - from.y];
    const [ahead, aside] = [x * right + y * down, Math.abs(x * down) + Math.abs(y * right)];
    if (ahead > 1 && ahead + 3 * aside < least) [best, least] = [thing, ahead + 3 * aside];
  }
  return best;
}

const KEPT = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "font-size", "font-weight", "font-family", "text-anchor", "paint-order", "opacity"];

// The picture as a file by itself: what the style of the page says stands in each element.
function standalone(picture) {
  const copy = picture.cloneNode(true);
  const copies = copy.querySelectorAll("*");
  picture.querySelectorAll("*").forEach((element, place) => {
    const style = getComputedStyle(element);
    for (const name of KEPT) copies[place].setAttribute(name, style.getPropertyValue(name));
  });
  const { x, y, width, height } = picture.viewBox.baseVal;
  const ground = document.createElementNS(picture.namespaceURI, "rect");
  for (const [name, value] of Object.entries({ x, y, width, height })) ground.setAttribute(name, value);
  ground.setAttribute("fill", getComputedStyle(picture.closest(".stage")).backgroundColor);
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

customElements.define("graph-sheet", GraphSheet);
